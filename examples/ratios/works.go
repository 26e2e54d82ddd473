package main

import (
	"slices"
	"strings"
)

// work is something that the SDK does and that can also be done by hand.
type work struct {
	name        string
	pkg         string // folder of the package that has the benchmarks
	ours, floor string // the two benchmarks; no floor where the figures need none
	time        string // how long each is run: brief, or once where it takes long by itself
	figures     []figure
}

const (
	brief = "60ms"
	once  = "1x"
)

// figure is what is said about a work.
type figure struct {
	name   string
	unit   string
	of     func(ours, floor float64) float64
	target float64 // the most that it should be; 0 for none
}

func ratio(name, unit string, target float64) figure {
	return figure{name, unit, func(ours, floor float64) float64 { return ours / floor }, target}
}

func amount(name, unit string, target float64) figure {
	return figure{name, unit, func(ours, _ float64) float64 { return ours }, target}
}

func more(name, unit string, target float64) figure {
	return figure{name, unit, func(ours, floor float64) float64 { return ours - floor }, target}
}

// never is a target for figures that must be 0, which as a target means none.
const never = 1e-9

// works are in the order of the table.
var works = slices.Concat(
	calls(),
	[]work{
		{
			"a page of 999 failures, from bytes to tasks", "providers/sdrs", "BenchmarkPage/ours", "BenchmarkPage/floor", brief,
			[]figure{ratio("time", "ns/op", 0.40), ratio("allocations", "allocs/op", 0.5)},
		},
		{
			"the same page, decoded only", "sdk/wire", "BenchmarkPage/wire", "BenchmarkPage/encoding/json", brief,
			[]figure{ratio("time", "ns/op", 0), ratio("allocations", "allocs/op", 0)},
		},
		{
			"a scan of 100,000 failures", "providers/sdrs", "BenchmarkScan/ours", "BenchmarkScan/floor", once,
			[]figure{ratio("time", "ns/op", 0.45), ratio("bytes", "B/op", 0.7), ratio("allocations", "allocs/op", 0)},
		},
		{
			"the same scan in a process of its own", "providers/sdrs", "BenchmarkScanMemory", "", once,
			[]figure{amount("peak of memory, MiB", "peak-MiB", 24), amount("bytes for each row more", "more-B/row", 72)},
		},
		signature("RPC V1", "signer/alibaba", "BenchmarkRPCV1", 9),
		signature("ACS3-HMAC-SHA256", "signer/alibaba", "BenchmarkACS3", 5),
		signature("SDK-HMAC-SHA256", "signer/huawei", "BenchmarkSign/SDKHMAC", 5),
	},
	envelopes(),
	[]work{
		{
			"a look-up in the catalog", "providers", "BenchmarkLookup/own", "BenchmarkLookup/map", brief,
			[]figure{ratio("time", "ns/op", 0), amount("allocations", "allocs/op", never)},
		},
		{
			"five sources of 20 requests of 50 ms", "providers", "BenchmarkFiveSources/ours", "BenchmarkFiveSources/floor", once,
			[]figure{ratio("time", "ns/op", 1.15)},
		},
		{
			"a program with one provider", "providers", "BenchmarkLinked/ours", "BenchmarkLinked/floor", once,
			[]figure{ratio("size", "size-B", 1.25), more("allocations more before main", "init-allocs", 180)},
		},
	},
)

// calls are those of the services, made one after another and in parallel.
func calls() (all []work) {
	for _, way := range []struct{ name, bench string }{{"in parallel", "parallel"}, {"one after another", "one"}} {
		for _, service := range []string{"dbs", "fnf", "sdrs", "csbs", "vbs"} {
			bench := "BenchmarkCall/" + service + "/" + way.bench
			all = append(all, work{
				"a call of " + service + ", " + way.name, "providers", bench + "/ours", bench + "/floor", brief,
				[]figure{ratio("time", "ns/op", 1.10), ratio("allocations", "allocs/op", 1.3)},
			})
		}
	}
	return all
}

func signature(name, pkg, bench string, target float64) work {
	return work{
		"a signature, " + name, pkg, bench + "/Sign", bench + "/Floor", brief,
		[]figure{ratio("time", "ns/op", target), amount("allocations", "allocs/op", 12)},
	}
}

// envelopes are the forms that errors come in.
func envelopes() (all []work) {
	for _, form := range []string{"alibaba", "dbs", "gateway", "nested", "keystone", "xml"} {
		bench := "BenchmarkEnvelope/" + form
		all = append(all, work{
			"an error decoded, form " + form, "sdk/wire", bench + "/ours", bench + "/floor", brief,
			[]figure{ratio("time", "ns/op", 1.0)},
		})
	}
	return all
}

// choose gives the works that have part in their names.
func choose(all []work, part string) (chosen []work) {
	for _, w := range all {
		if strings.Contains(w.name, part) {
			chosen = append(chosen, w)
		}
	}
	return chosen
}
