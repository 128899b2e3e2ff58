module git.riverton.example/landregister/tiles

go 1.19

require (
	github.com/BurntSushi/toml v1.2.0
	github.com/google/uuid v1.3.0
	github.com/gorilla/mux v1.8.0
	github.com/lib/pq v1.10.7
)
