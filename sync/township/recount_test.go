package township

import (
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// recounted fails when a recount finds differences, and compares the totals of whole
// months, from tallies, with those of the rows.
func recounted(t *testing.T, s *Server) {
	t.Helper()
	found, err := s.Recount(t.Context(), false)
	if err != nil || len(found) > 0 {
		t.Fatalf("a recount finds %+v, %v", found, err)
	}
	boarded(t, s)
	for _, period := range []data.Period{{}, data.ReportYear(2026), monthPeriod(day(4, 1).Month()), {To: day(5, 31)}} {
		for _, figure := range []data.Figure{data.FigureOpen, data.FigureAgreed, data.FigureReceived} {
			villages, sum, err := s.Totals(period, figure)
			if err != nil {
				t.Fatal(err)
			}
			rows, want, err := s.countRows(t.Context(), figure, period)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want[0], sum, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("%v %s: all (-rows +tallies)\n%s", period, figure, d)
			}
			if d := cmp.Diff(totalsOf(rows, period, figure), villages, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("%v %s: villages (-rows +tallies)\n%s", period, figure, d)
			}
		}
	}
}

// someFact is a random row of a case, often one that was there with something changed.
func someFact(r *rand.Rand, id data.CaseID) data.Fact {
	f := data.Fact{Case: id, Status: data.Performing, Received: day(1, 1) + data.Day(r.IntN(200)), People: 1 + r.IntN(4), Source: data.OwnMotion}
	f.Type = []data.DisputeType{"", "01", "02", "07", "99"}[r.IntN(5)]
	if r.IntN(3) > 0 {
		f.Accepted = f.Received + data.Day(r.IntN(5))
	}
	if r.IntN(2) > 0 {
		f.Concluded = f.Received + data.Day(r.IntN(70)) - 5
		f.Outcome = []data.Outcome{data.OutcomeWritten, data.OutcomeOral, data.OutcomeFailed, data.OutcomeRefused, "new"}[r.IntN(5)]
		f.Amount = data.Fen(r.IntN(1_000_000))
		f.Performance = []data.Performance{data.InPerformance, data.FullyDone}[r.IntN(2)]
	}
	if r.IntN(6) == 0 {
		f.Status = data.Void
	}
	return f
}

// Trap T22: whatever is recorded, corrected, voided, repeated or late, the tallies are
// those of the rows.
func TestTotals_NeverDriftFromRows(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 22))
		s, _ := newServer(t)
		all := []*computer{enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)}
		cases := make([]data.CaseID, 12)
		for i := range cases {
			cases[i] = data.NewCaseID()
		}
		uid := data.NewUID()
		for step := range 120 {
			c := all[r.IntN(len(all))]
			f := someFact(r, cases[r.IntN(len(cases))]) // of another village's case at times
			c.save(func(e *data.Event) {
				e.Subject, e.Fence = f.Case, uint64(r.IntN(3))
				switch r.IntN(8) {
				case 0: // no row
				case 1:
					e.Facts = []byte("no row")
				case 2:
					e.UID = uid
					fallthrough
				default:
					e.Facts = f.Encode()
				}
			})
			if r.IntN(3) > 0 {
				c.sync()
			}
			if step%40 == 39 {
				recounted(t, s)
			}
		}
	}
}

// A ledger of version 0.3.0 has no tallies: they are there after the first start.
func TestNew_CountsTheTalliesOfAnOlderLedger(t *testing.T) {
	dir := t.TempDir()
	packed, err := os.Open(filepath.Join("ledger", "bolt", "testdata", "version1.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fileLedger), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s, err := New(Config{Dir: dir, Now: (&clock{startTime()}).now})
		if err != nil {
			t.Fatal(err)
		}
		recounted(t, s)
		sum := totals(t, s)
		diff(t, "received, agreed, failed", []int{sum.Figures[data.FigureReceived].Cases, sum.Figures[data.FigureAgreed].Cases,
			sum.Figures[data.FigureFailed].Cases}, []int{4, 2, 1})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// What is damaged behind the server's back is found, named, and repaired on demand.
func TestRecount_FindsAndRepairs(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	first, second := agreedFact(), agreedFact()
	c.save(about(first))
	c.save(about(second))
	c.sync()
	recounted(t, s)
	village := ledger.VillageID(c.village)
	spoil := map[DifferenceKind]func(ledger.Tx) error{
		DifferentTally: func(tx ledger.Tx) error {
			return tx.AddTally(ledger.Tally{TallyKey: ledger.TallyKey{Village: village, Figure: data.FigureAgreed, Month: day(3, 1).Month()}, Tally: data.Tally{Cases: 1}})
		},
		DifferentSum: func(tx ledger.Tx) error {
			v, err := tx.Village(village)
			v.Cases++
			if err != nil {
				return err
			}
			return tx.PutVillage(v)
		},
		DifferentRow: func(tx ledger.Tx) error {
			one, err := tx.Case(first.Case)
			changed := first
			changed.Amount++
			one.Row = changed.Encode()
			if err != nil {
				return err
			}
			return tx.PutCase(one)
		},
	}
	for what, change := range spoil {
		if err := s.update(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		found, err := s.Recount(t.Context(), false)
		if err != nil || len(found) == 0 || !has(found, what) || found[0].Village != dongli && found[0].Village != "" {
			t.Errorf("%s is found as %+v, %v", what, found, err)
		}
		repaired, err := s.Recount(t.Context(), true)
		if err != nil || len(repaired) == 0 {
			t.Errorf("%s: repair found %+v, %v", what, repaired, err)
		}
		recounted(t, s)
	}
	acts := 0
	err := s.led.View(t.Context(), func(r ledger.Reader) error {
		all, err := r.Acts(10)
		for _, a := range all {
			if a.What == actRecount {
				acts++
			}
		}
		return err
	})
	if err != nil || acts != len(spoil) {
		t.Errorf("%d repairs stand in the audit trail, %v", acts, err)
	}
}

func has(found []Difference, what DifferenceKind) bool {
	for _, d := range found {
		if d.What == what {
			return true
		}
	}
	return false
}
