package township

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// wholeList is the list that a query counts, made of all rows.
func wholeList(t *testing.T, s *Server, q query) (all []*found, sum data.Tally) {
	t.Helper()
	err := s.eachVillage(t.Context(), func(v *ledger.Village, rows []data.Fact) error {
		if q.village != "" && string(v.ID) != q.village {
			return nil
		}
		for _, f := range data.Select(rows, q.filter()) {
			all, sum = append(all, &found{v.Name, v.Area, f}), sum.Plus(data.TallyOf(&f))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !sortLines(all, q.listing, caseColumns) {
		t.Fatalf("sorted by %s", q.sort)
	}
	return all, sum
}

// However little is read for it, each page of a list is that part of the whole list.
func TestList_ReadsThePartOfTheWhole(t *testing.T) {
	s, _ := newServer(t)
	crowd(t, s, 12, 40)
	r := rand.New(rand.NewPCG(6, 6))
	periods := []data.Period{{}, data.ReportYear(2026), monthPeriod(day(4, 1).Month()), {From: day(1, 15), To: day(6, 3)}, {To: day(5, 31)}, {From: day(3, 1)}}
	columns := []string{"", "", "received", "-amount", "type", "-village"}
	some := 0
	for step := range 600 {
		q := query{period: periods[r.IntN(len(periods))], figure: data.Figure(data.Figures[r.IntN(len(data.Figures))].Code)}
		q.sort = columns[r.IntN(len(columns))]
		if r.IntN(3) == 0 {
			q.typ = data.DisputeTypes[r.IntN(len(data.DisputeTypes))].Code
		}
		if r.IntN(4) == 0 {
			q.outcome = data.Outcomes[r.IntN(len(data.Outcomes))].Code
		}
		if r.IntN(3) == 0 {
			q.month = day(1, 1).Month() + data.Month(r.IntN(9)) - 1
		}
		if r.IntN(3) == 0 {
			q.village = fmt.Sprintf("v%04d", r.IntN(12))
		}
		if step == 300 { // and while there are no tallies
			untallied(t, s)
			if err := s.beginCount(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		whole, sum := wholeList(t, s, q)
		sc, err := s.scopeOf(t.Context(), q)
		if err != nil || sc.known && sc.sum != sum {
			t.Fatalf("%+v: scope %+v, want %+v, %v", q, sc.sum, sum, err)
		}
		size := 1 + r.IntN(1+len(whole)/2)
		from := r.IntN(len(whole)+1) / size * size
		l, err := s.list(t.Context(), &sc, q, from, from+size)
		if err != nil {
			t.Fatal(err)
		}
		want := whole[from:min(from+size, len(whole))]
		if d := cmp.Diff(want, l.span(from, from+size), cmp.AllowUnexported(found{}), cmpopts.EquateEmpty()); d != "" || l.sum != sum {
			t.Fatalf("%+v from %d: sum %+v, want %+v (-whole +page)\n%s", q, from, l.sum, sum, d)
		}
		some += len(want)
	}
	if some < 1000 {
		t.Errorf("only %d rows were seen", some)
	}
}
