package data

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// A figure on any screen opens the list of exactly that many cases: for every figure, type, month and outcome.
func TestSelect_AsManyAsTotals(t *testing.T) {
	for seed, period := range []Period{{}, ReportYear(2025), ReportYear(2026), {From: on("2026-03-01")}, {To: on("2025-06-30")}} {
		rows := randomFacts(uint64(10+seed), 700)
		for _, fig := range Figures {
			figure := Figure(fig.Code)
			totals := TotalsOf(rows, period, figure)
			check := func(what string, got Tally, f Filter) {
				t.Helper()
				f.Figure, f.Period = figure, period
				var want Tally
				for _, r := range Select(rows, f) {
					want = Tally{want.Cases + 1, want.People + r.People, want.Amount + r.Amount}
				}
				if got != want {
					t.Errorf("%s %s: tally %+v, listed %+v", figure, what, got, want)
				}
			}
			whole := totals.Figures[figure]
			check("", whole, Filter{})
			if seed == 0 && whole.Cases == 0 {
				t.Errorf("%s counts nothing", figure)
			}
			for k, tally := range totals.Types {
				check("type "+string(k), tally, Filter{Type: k})
			}
			for k, tally := range totals.Months {
				check("month "+k.String(), tally, Filter{Month: k})
			}
			for k, tally := range totals.Outcomes {
				check("outcome "+string(k), tally, Filter{Outcome: k})
			}
			for what, sum := range map[string]Tally{
				"types": sumOf(maps.Values(totals.Types)), "months": sumOf(maps.Values(totals.Months)), "outcomes": sumOf(maps.Values(totals.Outcomes)),
			} {
				if sum != whole {
					t.Errorf("%s: the %s add up to %+v, the figure is %+v", figure, what, sum, whole)
				}
			}
		}
	}
}

func sumOf(tallies func(func(Tally) bool)) (sum Tally) {
	for x := range tallies {
		sum = Tally{sum.Cases + x.Cases, sum.People + x.People, sum.Amount + x.Amount}
	}
	return sum
}

// Every type and outcome narrowed together, and a filter that nothing fits.
func TestSelect_Narrow(t *testing.T) {
	rows := randomFacts(20, 400)
	f := Filter{Figure: FigureReceived, Type: "02", Outcome: OutcomeWritten}
	for _, r := range Select(rows, f) {
		if r.Type != "02" || r.Outcome != OutcomeWritten || r.Status == Void {
			t.Errorf("picked %+v", r)
		}
	}
	if got := Select(rows, Filter{Figure: FigureReceived, Type: "99"}); len(got) != 0 {
		t.Errorf("%d rows of no type", len(got))
	}
	received := Select(rows, Filter{Figure: FigureReceived})
	if !slices.IsSortedFunc(received, func(a, b Fact) int { return int(a.Received - b.Received) }) {
		t.Error("the list is not in the order of receipt")
	}
}

// Totals are sums: of two villages together they are what each has, added, in whatever order the rows come.
func TestTotalsOf_Villages(t *testing.T) {
	a, b := randomFacts(30, 300), randomFacts(31, 200)
	both := slices.Concat(a, b)
	r := rand.New(rand.NewPCG(1, 1))
	r.Shuffle(len(both), func(i, j int) { both[i], both[j] = both[j], both[i] })
	p := ReportYear(2026)
	ta, tb, all := TotalsOf(a, p, FigureConcluded), TotalsOf(b, p, FigureConcluded), TotalsOf(both, p, FigureConcluded)
	for _, f := range Figures {
		code := Figure(f.Code)
		if sum := sumOf(slices.Values([]Tally{ta.Figures[code], tb.Figures[code]})); sum != all.Figures[code] {
			t.Errorf("%s: %+v and %+v, together %+v", code, ta.Figures[code], tb.Figures[code], all.Figures[code])
		}
	}
}

// What each figure counts, on one row of each kind.
func TestFigure_Counts(t *testing.T) {
	agreed := Fact{Received: on("03-02"), Accepted: on("03-03"), Concluded: on("03-24"), Outcome: OutcomeWritten, Performance: FullyDone, Confirmation: Confirmed}
	oral := agreed
	oral.Outcome, oral.Performance, oral.Confirmation = OutcomeOral, InPerformance, ""
	failed := Fact{Received: on("03-02"), Accepted: on("03-03"), Concluded: on("04-08"), Outcome: OutcomeFailed, Performance: FullyDone, Confirmation: Confirmed}
	open := Fact{Received: on("03-02"), Accepted: on("03-03")}
	refusedRow := Fact{Received: on("04-18"), Concluded: on("04-18"), Outcome: OutcomeRefused}
	up := Fact{Received: on("04-15"), Accepted: on("04-15"), Concluded: on("05-11"), Outcome: OutcomeHandedUp}
	withdrawn := Fact{Received: on("04-15"), Accepted: on("04-15"), Concluded: on("04-16"), Outcome: OutcomeWithdrawn}
	void := agreed
	void.Status = Void
	rows := []Fact{agreed, oral, failed, open, refusedRow, up, withdrawn, void}
	all := map[Figure]int{FigureReceived: 7, FigureAccepted: 6, FigureConcluded: 6, FigureAgreed: 2, FigureWritten: 1, FigureOral: 1,
		FigurePerformed: 1, FigureConfirmed: 1, FigureFailed: 1, FigureRefused: 1, FigureHandedUp: 1, FigureOpen: 1}
	march := map[Figure]int{FigureReceived: 4, FigureAccepted: 4, FigureConcluded: 2, FigureAgreed: 2, FigureWritten: 1, FigureOral: 1,
		FigurePerformed: 1, FigureConfirmed: 1, FigureFailed: 0, FigureRefused: 0, FigureHandedUp: 0, FigureOpen: 2}
	for _, x := range []struct {
		period Period
		want   map[Figure]int
	}{{Period{}, all}, {Period{on("03-01"), on("03-31")}, march}} {
		got := TotalsOf(rows, x.period, FigureConcluded)
		for _, f := range Figures {
			if n := got.Figures[Figure(f.Code)].Cases; n != x.want[Figure(f.Code)] {
				t.Errorf("%s in %v: %d, want %d", f.Code, x.period, n, x.want[Figure(f.Code)])
			}
		}
	}
	got := TotalsOf(rows, Period{}, FigureConcluded)
	if r := got.SuccessRate(); r != (Rate{2, 3}) {
		t.Errorf("success %v: what was refused, withdrawn or handed up neither succeeded nor failed", r)
	}
	if r := got.PerformanceRate(); r != (Rate{1, 2}) {
		t.Errorf("performance %v", r)
	}
	if n := TotalsOf(rows, Period{}, FigureReceived).Outcomes[NoOutcome].Cases; n != 1 {
		t.Errorf("%d cases without an outcome", n)
	}
}

// The reporting year ends on 30 November.
func TestReportYear(t *testing.T) {
	p := ReportYear(2026)
	for day, want := range map[string]bool{"2025-11-30": false, "2025-12-01": true, "2026-01-01": true, "2026-11-30": true, "2026-12-01": false} {
		if p.Has(on(day)) != want {
			t.Errorf("%s in 2026: %v", day, !want)
		}
	}
	for day, year := range map[string]int{"2025-11-30": 2025, "2025-12-01": 2026, "2025-12-31": 2026, "2026-11-30": 2026, "2026-12-01": 2027} {
		if got := ReportYearOf(on(day)); got != ReportYear(year) || !got.Has(on(day)) {
			t.Errorf("%s lies in %v, want the year %d", day, got, year)
		}
	}
	rows := []Fact{{Concluded: on("2025-11-30"), Outcome: OutcomeOral}, {Concluded: on("2025-12-01"), Outcome: OutcomeOral},
		{Concluded: on("2026-11-30"), Outcome: OutcomeOral}, {Concluded: on("2026-12-01"), Outcome: OutcomeOral}}
	if n := TotalsOf(rows, p, FigureAgreed).Figures[FigureAgreed].Cases; n != 2 {
		t.Errorf("%d cases in 2026, want 2", n)
	}
	if (Period{}).Has(0) || !(Period{}).Has(1) {
		t.Error("an open period holds every day but the unset one")
	}
}

// Rates against published figures; a whole of 0 has none.
func TestRate_Tenths(t *testing.T) {
	for _, x := range []struct{ part, whole, want int }{
		{6217, 6368, 976}, {1650, 1666, 990}, {21111, 21352, 989}, {0, 7, 0}, {7, 7, 1000}, {1, 3, 333}, {2, 3, 667}, {1, 2000, 1}, {9, 20000, 0}, {1, 8, 125},
	} {
		if got, ok := (Rate{x.part, x.whole}).Tenths(); !ok || got != x.want {
			t.Errorf("%d of %d: %d, %v, want %d", x.part, x.whole, got, ok, x.want)
		}
	}
	if got, ok := (Rate{}).Tenths(); ok || got != 0 {
		t.Errorf("0 of 0: %d, %v", got, ok)
	}
}
