module
module a b c
require (
	github.com/pkg/errors
	github.com/pkg/errors v0.9.1
require x y
)
ÿ (
ş
replace => =>
require (
	last v1
