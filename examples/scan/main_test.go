package main

import (
	"context"
	"strings"
	"testing"
)

func TestListsTheFailuresOfBothServices(t *testing.T) {
	ctx := context.Background()
	clients, err := open(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if !list(ctx, &out, clients) {
		t.Errorf("the scan is not whole:\n%s", out.String())
	}
	for _, want := range []string{"dbs://emulator: complete true, 3 failed", "sdrs://emulator: complete true, 3 failed"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant %q in it", out.String(), want)
		}
	}
}

func TestAnUnknownServiceIsAnError(t *testing.T) {
	if _, err := open(context.Background(), []string{"nas://eu-de"}); err == nil {
		t.Error("nas://eu-de was opened")
	}
}
