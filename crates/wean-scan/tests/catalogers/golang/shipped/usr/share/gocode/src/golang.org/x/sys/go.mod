module golang.org/x/sys
require example.com/x v1.0.0
