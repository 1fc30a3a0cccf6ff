package sync_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"woshou/data"
	"woshou/sync/badline"
	"woshou/sync/line"
)

// Villages' own programs, two townships and a county: whatever the lines do, the three
// levels come to the same totals check, and every row is counted once (I6).
func TestCounty_ThreeLevelsOverBadLines(t *testing.T) {
	county := newTown(t)
	address, err := county.srv.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := badline.Start(badline.Village.Faster(20), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	r := rand.New(rand.NewPCG(8, 8))
	var all []*village
	var towns []*town
	for i, name := range []string{"清溪镇", "石桥镇"} {
		w := newTown(t)
		w.number = i + 1
		towns = append(towns, w)
		for range 2 {
			l := newLine(w)
			v := w.newVillage(t, l)
			l.plan = func(request, _ []byte) fault {
				if request == nil || r.IntN(3) > 0 {
					return fault{}
				}
				return fault{faults[r.IntN(len(faults)-3)], r.IntN(400)} // what the line does, not the computers
			}
			all = append(all, v)
		}
		code, err := county.srv.NewUnitCode(name, []string{"339921101", "339921102"}[i])
		for err == nil {
			var u *line.Unreachable
			if err = w.srv.EnrolUp(t.Context(), "admin", proxy.Addr(), code); !errors.As(err, &u) {
				break
			}
			err = nil // the line was cut: the same code again
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 40 {
		v := all[r.IntN(len(all))]
		if len(v.cases) == 0 || r.IntN(2) == 0 {
			v.add()
		} else {
			v.edit(v.cases[r.IntN(len(v.cases))], "改了经过")
		}
		_, _ = v.eng.SyncNow(t.Context()) // what fails goes with the next
		if r.IntN(3) == 0 {
			_ = towns[r.IntN(2)].srv.SendUp(t.Context())
		}
	}
	var rows [][]byte
	for _, v := range all {
		v.line.(*lossy).plan = func([]byte, []byte) fault { return fault{} }
		v.sync()
		v.wantSame(len(v.cases))
		rows = append(rows, v.st.FactRows()...)
	}
	for _, w := range towns {
		sendUp(t, w)
	}
	digest, n, err := county.srv.Digest()
	if err != nil || n != len(rows) || digest != data.TotalsCheck(rows) {
		t.Errorf("the county counts %d of %d cases, %v", n, len(rows), err)
	}
	if found, err := county.srv.Check(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("the county's own check: %+v, %v", found, err)
	}
}

// sendUp tries until the line holds.
func sendUp(t *testing.T, w *town) {
	t.Helper()
	for {
		err := w.srv.SendUp(t.Context())
		var u *line.Unreachable
		switch {
		case err == nil:
			return
		case !errors.As(err, &u) || errors.Is(err, context.Canceled):
			t.Fatal(err)
		}
	}
}
