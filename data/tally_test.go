package data

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// What rows count by month adds up to the totals of any whole months, figure by figure
// and part by part.
func TestFact_CountsAddUpToTotals(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	rows := randomFacts(5, 400)
	for i := range rows[:100] { // ended in the month of receipt, and before it
		rows[i].Concluded = rows[i].Received + Day(r.IntN(60)) - 30
	}
	for range 60 {
		var p Period
		first := ReportYear(2024).From
		if r.IntN(5) > 0 {
			p.From = first.AddMonth(r.IntN(30))
		}
		if r.IntN(5) > 0 {
			p.To = max(p.From, first).AddMonth(1+r.IntN(14)) - 1
		}
		for _, code := range Figures {
			want := TotalsOf(rows, p, Figure(code.Code))
			got := totalsByMonth(t, rows, p, Figure(code.Code))
			if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("%v %s (-rows +months)\n%s", p, code.Code, d)
			}
		}
	}
}

// totalsByMonth adds up Counts as a keeper of tallies does.
func totalsByMonth(t *testing.T, rows []Fact, p Period, figure Figure) Totals {
	from, to, ok := p.Months()
	if !ok {
		t.Fatalf("%v is not of whole months", p)
	}
	out := Totals{Period: p, Figure: figure, Figures: map[Figure]Tally{}, Types: map[DisputeType]Tally{},
		Months: map[Month]Tally{}, Outcomes: map[Outcome]Tally{}}
	for i := range rows {
		f := &rows[i]
		for _, c := range f.Counts() {
			month, one := c.Month, TallyOf(f)
			if to != 0 && month > to || c.Figure != FigureOpen && month < from {
				continue
			}
			if c.Ended {
				one = Tally{}.Minus(one)
			}
			addTo(out.Figures, c.Figure, one)
			if c.Figure != figure {
				continue
			}
			if c.Figure == FigureOpen {
				month = c.Since
			}
			addTo(out.Months, month, one)
			addTo(out.Types, f.TypeKey(), one)
			addTo(out.Outcomes, f.OutcomeKey(), one)
		}
	}
	return out
}

func addTo[K comparable](m map[K]Tally, key K, t Tally) {
	if m[key] = m[key].Plus(t); m[key] == (Tally{}) {
		delete(m, key)
	}
}

func TestPeriod_Months(t *testing.T) {
	for _, c := range []struct {
		from, to string
		whole    bool
	}{
		{"2026-01-01", "2026-01-31", true}, {"2025-12-01", "2026-11-30", true}, {"2024-02-01", "2024-02-29", true},
		{"2024-02-01", "2024-02-28", false}, {"2026-01-02", "2026-01-31", false}, {"2026-01-01", "2026-01-30", false},
	} {
		p := Period{on(c.from), on(c.to)}
		from, to, ok := p.Months()
		if ok != c.whole || ok && (from != p.From.Month() || to != p.To.Month()) {
			t.Errorf("%s to %s: %v %v %v", c.from, c.to, from, to, ok)
		}
		if _, _, ok := (Period{From: p.From}).Months(); ok != (c.from[8:] == "01") {
			t.Errorf("from %s, open: %v", c.from, ok)
		}
	}
	if from, to, ok := (Period{}).Months(); from != 0 || to != 0 || !ok {
		t.Errorf("all days: %v %v %v", from, to, ok)
	}
}
