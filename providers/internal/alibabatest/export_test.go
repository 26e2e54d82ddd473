package alibabatest

// Judge is what [Operations.Fuzz] says of an operation.
func (a Answer) Judge(operation string, out any, err error) string {
	return a.judge(operation, out, err)
}
