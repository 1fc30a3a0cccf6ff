package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"woshou/app/view"
	"woshou/data"
	"woshou/pdf"
	"woshou/sync/township"
)

// The demo must notice a case that only one side counts, or its comparison says nothing.
func TestCompare_NoticesACaseThatDidNotArrive(t *testing.T) {
	dir := t.TempDir()
	fonts, err := pdf.Load(filepath.Join("..", "..", "assets", "fonts", "beside"))
	if err != nil {
		t.Fatal(err)
	}
	villages, err := view.Villages()
	if err != nil {
		t.Fatal(err)
	}
	server, err := township.New(township.Config{Dir: filepath.Join(dir, "township"), Name: "清溪镇"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	address, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "papers")
	played, err := town{server, address, fonts}.live(dir, out, villages)
	for _, v := range played {
		defer v.desk.Store.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := compare(server, played); err != nil {
		t.Errorf("after the sync: %v", err)
	}
	papers, err := os.ReadDir(out)
	if err != nil || len(papers) < 10 {
		t.Errorf("%d papers were printed, %v", len(papers), err)
	}
	c := &data.Case{ID: data.NewCaseID()}
	after := c.Clone()
	after.Status, after.ReceivedOn = data.Applied, villages[0].Committee.TermStart
	if _, err := played[0].desk.Store.SaveCase("intake", c, after); err != nil {
		t.Fatal(err)
	}
	if err := compare(server, played); !errors.Is(err, errDiffer) {
		t.Errorf("with an unsent case: %v, want %v", err, errDiffer)
	}
	if err := send(played); err != nil {
		t.Fatal(err)
	}
	if err := compare(server, played); err != nil {
		t.Errorf("after the second sync: %v", err)
	}
}
