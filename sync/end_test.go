package sync_test

import (
	"testing"

	"woshou/sync/engine"
)

// The main job over real TLS: enrol by code, record, exchange, compare, go on after
// the server came back on its address.
func TestEndToEnd(t *testing.T) {
	w := newTown(t)
	address, err := w.srv.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v := unenrolled(t, w, nil)
	code, err := w.srv.NewCode("东沟村", v.area)
	if err != nil {
		t.Fatal(err)
	}
	if err := engine.Enrol(t.Context(), v.st, address, code); err != nil {
		t.Fatal(err)
	}
	id := v.add()
	v.sync()
	v.wantSame(1)

	w.stop()
	v.edit(id, "第一次调解")
	v.add()
	if _, err := v.eng.SyncNow(t.Context()); engine.CodeOf(err) != "unreachable_connect" {
		t.Errorf("without a server: %v", err)
	}
	if s := v.eng.Status(); s.Waiting != 2 || s.Problem != "unreachable_connect" || !s.OldestUnsent.Equal(noon()) {
		t.Errorf("status %+v", s)
	}
	w.start()
	if _, err := w.srv.Start(address); err != nil {
		t.Fatal(err)
	}
	v.sync()
	v.wantSame(2)
}
