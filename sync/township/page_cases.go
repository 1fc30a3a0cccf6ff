package township

import (
	"cmp"
	"net/http"
	"slices"

	"woshou/data"
)

// casesShown is how many fact rows a page lists.
const casesShown = 200

// casesBody is the list of the fact rows behind a figure.
type casesBody struct {
	Words   string
	Back    string
	Count   int
	People  int
	Amount  string
	Columns []column
	Rows    []caseRow
	Sheaf   sheaf
	Exports []choice
}

// caseRow is one fact row in words. It has no name: the township holds none.
type caseRow struct {
	Rank                                 int
	ID, Village                          string
	Received, Accepted, Concluded        string
	Type, Source, Status, Outcome        string
	Performance, Confirmation, Effective string
	People, Sessions                     int
	Amount                               string
}

// found is a fact row with its village.
type found struct {
	village string
	area    string
	fact    data.Fact
}

// caseColumns is how a list of cases can be sorted.
var caseColumns = map[string]func(a, b *found) int{
	"village":   func(a, b *found) int { return cmp.Compare(a.area, b.area) },
	"received":  func(a, b *found) int { return cmp.Compare(a.fact.Received, b.fact.Received) },
	"accepted":  func(a, b *found) int { return cmp.Compare(a.fact.Accepted, b.fact.Accepted) },
	"concluded": func(a, b *found) int { return cmp.Compare(a.fact.Concluded, b.fact.Concluded) },
	"type":      func(a, b *found) int { return cmp.Compare(a.fact.Type, b.fact.Type) },
	"source":    func(a, b *found) int { return cmp.Compare(a.fact.Source, b.fact.Source) },
	"status":    func(a, b *found) int { return cmp.Compare(a.fact.Status, b.fact.Status) },
	"outcome":   func(a, b *found) int { return cmp.Compare(a.fact.Outcome, b.fact.Outcome) },
	"people":    func(a, b *found) int { return cmp.Compare(a.fact.People, b.fact.People) },
	"sessions":  func(a, b *found) int { return cmp.Compare(a.fact.Sessions, b.fact.Sessions) },
	"amount":    func(a, b *found) int { return cmp.Compare(a.fact.Amount, b.fact.Amount) },
}

// caseHeads are the heads of the columns that a list can be sorted by, in its order.
var caseHeads = []struct {
	code, name string
	number     bool
}{
	{"village", "村（社区）", false}, {"", "案件标识", false}, {"received", "收到", false}, {"accepted", "受理", false},
	{"concluded", "办结", false}, {"type", "纠纷类型", false}, {"source", "来源", false}, {"status", "状态", false},
	{"outcome", "结果", false}, {"people", "人数", true}, {"sessions", "调解次数", true}, {"amount", "金额（元）", true},
	{"", "履行", false}, {"", "司法确认", false},
}

// list finds the rows that a query counts, as it sorts them, with their sum and the
// village's name; without ok the visit is answered already.
func (p *pages) list(v visit) (q query, list []*found, sum data.Tally, village string, ok bool) {
	if q, ok = p.asked(v); !ok {
		return q, nil, sum, "", false
	}
	all, err := p.shelves(v, q.village)
	switch {
	case err != nil:
		p.broken(v, err)
		return q, nil, sum, "", false
	case len(all) == 0 && q.village != "":
		p.noVillage(v)
		return q, nil, sum, "", false
	case q.village != "":
		village = all[0].Name
	}
	for _, e := range all {
		for _, f := range q.pick(e.rows) {
			list = append(list, &found{e.Name, e.Area, f})
			sum = sum.Plus(data.TallyOf(&f))
		}
	}
	slices.SortStableFunc(list, func(a, b *found) int { return cmp.Compare(a.fact.Received, b.fact.Received) })
	if !sortLines(list, q.listing, caseColumns) {
		p.unasked(v)
		return q, nil, sum, "", false
	}
	return q, list, sum, village, true
}

func (p *pages) cases(v visit) {
	q, list, sum, village, ok := p.list(v)
	if !ok {
		return
	}
	back, path := query{period: q.period, figure: q.figure, village: q.village}, "/"
	if q.village != "" {
		path = "/village"
	}
	body := casesBody{
		Words: q.words(village), Back: back.address(path), Count: sum.Cases, People: sum.People, Amount: sum.Amount.Grouped(),
	}
	for _, h := range caseHeads {
		if h.code == "" {
			body.Columns = append(body.Columns, column{Name: h.name})
			continue
		}
		body.Columns = append(body.Columns, q.head("/cases", h.code, h.name, h.number))
	}
	to := q
	to.page = 0
	body.Exports = []choice{{Name: "xlsx", URL: to.address("/cases.xlsx")}, {Name: "csv", URL: to.address("/cases.csv")}}
	list, body.Sheaf = cutPage(list, casesShown, q.page, q.turn("/cases"))
	for i, f := range list {
		row := rowOf(f.village, &f.fact)
		row.Rank = body.Sheaf.First + i
		body.Rows = append(body.Rows, row)
	}
	p.show(v, http.StatusOK, "cases", page{Title: "案件清单", Body: body})
}

// caseShort is how people tell cases apart.
func caseShort(id data.CaseID) string { return id.String()[:8] }

func rowOf(village string, f *data.Fact) caseRow {
	row := caseRow{
		ID: caseShort(f.Case), Village: village,
		Received: f.Received.String(), Accepted: f.Accepted.String(), Concluded: f.Concluded.String(),
		Type: typeName(string(f.Type)), Source: data.Sources.Name(string(f.Source)), Status: statusNames(f.Status),
		Outcome: outcomeName(string(f.Outcome)), Performance: performanceNames(f.Performance),
		Confirmation: confirmationNames(f.Confirmation), Effective: f.Effective.String(),
		People: f.People, Sessions: f.Sessions, Amount: "—",
	}
	if f.Amount != 0 {
		row.Amount = f.Amount.Grouped()
	}
	if f.Organ != "" {
		row.Source = data.Organs.Name(string(f.Organ)) + "移送"
	}
	return row
}
