package sync_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/engine"
)

// A village of ten years, 3,000 cases of some ten events, comes to a new computer over TLS on
// this machine: how long until the newest cases are there, and until all are.
func BenchmarkRebuild_TenYears(b *testing.B) {
	w := newTown(b)
	address, err := w.srv.Start("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	v := unenrolled(b, w, nil)
	code, err := w.srv.NewCode("东沟村", v.area)
	if err == nil {
		err = engine.Enrol(b.Context(), v.st, address, code)
	}
	if err != nil {
		b.Fatal(err)
	}
	empty := v.backup()
	v.liveTenYears(3000, 10)
	begun := time.Now()
	v.sync()
	b.ReportMetric(time.Since(begun).Seconds(), "s/sent")
	for b.Loop() {
		fresh := &village{t: b, w: w, area: v.area}
		fresh.open(copyOf(b, empty))
		begun := time.Now()
		first := make(chan time.Duration, 1)
		fresh.st.OnChange(func([]data.CaseID) {
			if fresh.st.Empty() {
				return
			}
			select {
			case first <- time.Since(begun):
			default:
			}
		})
		fresh.sync()
		b.ReportMetric(time.Since(begun).Seconds(), "s/all")
		b.ReportMetric((<-first).Seconds(), "s/newest")
		fresh.wantSame(3000)
		b.ReportMetric(float64(fresh.eng.Status().Last), "events")
		if err := fresh.st.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func copyOf(t testing.TB, path string) string {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(fastDir(t), "record")
	if err := os.WriteFile(again, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return again
}

// liveTenYears records cases in the order of their years, some forty open at a time.
func (v *village) liveTenYears(cases, events int) {
	v.t.Helper()
	var open []data.CaseID
	for n := 0; n < cases || len(open) > 0; n++ {
		if n < cases {
			open = append(open, v.add())
		}
		if n >= cases || len(open) > 40 {
			for i := range events - 1 {
				v.edit(open[0], fmt.Sprintf("第%d次调解，双方对宅基地的边界各执一词，约定再到现场丈量。", i))
			}
			open = open[1:]
		}
	}
}
