package township

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// county fills a server with villages and cases of two years, without exchanges.
func county(b *testing.B, s *Server, villages, cases int) {
	b.Helper()
	r := rand.New(rand.NewPCG(4, 4))
	for n := range villages {
		err := s.led.Update(b.Context(), func(tx ledger.Tx) error {
			v := ledger.Village{ID: ledger.VillageID(fmt.Sprint("village", n)), Name: fmt.Sprint("村", n), Area: fmt.Sprintf("3399%08d", n), GSN: 1, Heard: s.now()}
			counted := tallies{}
			for range cases {
				f := someFact(r, data.NewCaseID())
				f.Received -= data.Day(r.IntN(600))
				row := f.Encode()
				v.Cases, v.Sum = v.Cases+1, v.Sum.Plus(row)
				counted.count(v.ID, &f)
				if err := tx.PutCase(ledger.Case{ID: f.Case, Village: v.ID, Row: row, GSN: 1, Last: uint64(v.Cases)}); err != nil {
					return err
				}
			}
			if err := counted.write(tx); err != nil {
				return err
			}
			return tx.PutVillage(v)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTotals measures the totals of a county: 2,304 villages of 300 cases, once read.
func BenchmarkTotals(b *testing.B) {
	s, err := New(Config{Dir: b.TempDir(), Now: (&clock{startTime()}).now})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	county(b, s, 2304, 300)
	ask := func(b *testing.B) {
		villages, sum, err := s.Totals(data.ReportYear(2026), data.FigureAgreed)
		if err != nil || len(villages) != 2304 || sum.Figures[data.FigureAgreed].Cases == 0 {
			b.Fatal(len(villages), err)
		}
	}
	b.Run("first", func(b *testing.B) {
		for range b.N {
			s.board.forget()
			ask(b)
		}
	})
	b.Run("again", func(b *testing.B) {
		for range b.N {
			ask(b)
		}
	})
	b.Run("page", func(b *testing.B) {
		for range b.N {
			w := httptest.NewRecorder()
			s.pages.totals(visit{w: w, r: httptest.NewRequest("GET", "/?figure=agreed", nil)})
			if w.Code != 200 || w.Body.Len() < 100_000 {
				b.Fatal(w.Code, w.Body.Len())
			}
		}
	})
}
