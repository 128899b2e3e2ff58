// Gateway of the city.
module git.riverton.example/city/Gateway // a comment

go 1.24

toolchain go1.24.1

require github.com/BurntSushi/toml v1.4.0

require (
	github.com/gorilla/mux v1.8.1
	golang.org/x/sys v0.22.0 // indirect
	golang.org/x/tools v0.23.0 // indirect
	gopkg.in/yaml.v3 v3.0.1
	"k8s.io/api" v0.30.2
	git.riverton.example/city/meter v0.0.0-00010101000000-000000000000
	github.com/docker/docker v27.0.3+incompatible
	github.com/opencontainers/runc v1.1.12
	github.com/opencontainers/runc v1.1.12
)

replace (
	git.riverton.example/city/meter => ./meter
	github.com/docker/docker v27.0.3+incompatible => github.com/moby/moby v27.0.3+incompatible
)

replace github.com/gorilla/mux v1.8.0 => github.com/gorilla/mux v1.7.0

exclude github.com/gorilla/mux v1.7.4

retract [v1.0.0, v1.1.0] // wrong meter

tool golang.org/x/tools/cmd/stringer
