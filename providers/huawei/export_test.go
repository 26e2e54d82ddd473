package huawei

// What the tests look at from outside.
var (
	Host   = host
	Window = window
	Denied = denied
)
