// Package sdktest tests clients of this SDK, and the programs that use them.
//
// [Run] is the conformance suite that every [sdk.Client] passes: a table of
// cases, each with its rule in words, over a service that the suite starts and
// breaks. It compares what the client says with what the service holds, task by
// task, where the harness tells that. A provider's whole use of it is a [Harness]:
//
//	func TestConformance(t *testing.T) {
//		sdktest.Run(t, sdktest.Harness{
//			Serve:   func(d sdktest.Data) http.Handler { return emulator.VBS(...) },
//			Client:  func(o transport.Options, s signer.Source) (sdk.Client, error) { return vbs.New(...) },
//			Planted: func(d sdktest.Data) sdktest.Planted { ... }, // the tasks that it holds
//		})
//	}
//
// [Faults] spoils answers between any client and any service, at a rate and
// from a seed, so that a test sees the same weather every time:
//
//	faults := &sdktest.Faults{Seed: 1, Rate: 0.05}
//	client, err := vbs.New(huawei.Config{..., Transport: transport.Options{RoundTripper: faults.RoundTripper(base)}}, vbs.Options{})
//	... // what must hold in any weather
//	t.Log(faults)
package sdktest
