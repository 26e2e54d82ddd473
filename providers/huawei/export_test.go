package huawei

// What the tests look at from outside.
var (
	Host   = host
	Denied = denied
)
