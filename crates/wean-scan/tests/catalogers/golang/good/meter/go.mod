module git.riverton.example/city/meter

go 1.24
