package township

import (
	"errors"
	"fmt"
	"net/http"

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

// scope returns what the cases are asked of; without ok the visit is answered already.
func (p *pages) scope(v visit) (q query, sc scope, ok bool) {
	if q, ok = p.asked(v); !ok {
		return q, sc, false
	}
	if column := q.column(); column != "" && caseColumns[column] == nil {
		p.unasked(v)
		return q, sc, false
	}
	sc, err := p.s.scopeOf(v.r.Context(), q)
	switch {
	case errors.Is(err, data.ErrNotFound):
		p.noVillage(v)
	case err != nil:
		p.broken(v, err)
	}
	return q, sc, err == nil
}

func (p *pages) cases(v visit) {
	q, sc, ok := p.scope(v)
	if !ok {
		return
	}
	from, to := 0, max(q.page, 1)*casesShown
	switch {
	case sc.known:
		part := sheafOf(sc.sum.Cases, casesShown, q.page, q.turn("/cases"))
		from, to = part.span()
	case q.page == wholePage:
		to = maxWhole
	}
	if q.column() != "" || !sc.known {
		if to > listMost {
			p.message(v, http.StatusBadRequest, fmt.Sprintf("这样的清单只能翻到第%d件。请缩小时间范围，或不按列排序。", listMost))
			return
		}
	}
	l, err := p.s.list(v.r.Context(), &sc, q, from, to)
	if err != nil {
		p.broken(v, err)
		return
	}
	p.show(v, http.StatusOK, "cases", page{Title: "案件清单", Body: p.casesBody(q, sc.name, &l)})
}

func (p *pages) casesBody(q query, village string, l *list) casesBody {
	back, path := query{period: q.period, figure: q.figure, village: q.village}, "/"
	if q.village != "" {
		path = "/village"
	}
	body := casesBody{
		Words: q.words(village), Back: back.address(path), Count: l.sum.Cases, People: l.sum.People, Amount: l.sum.Amount.Grouped(),
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
	body.Sheaf = sheafOf(l.sum.Cases, casesShown, q.page, q.turn("/cases"))
	first, last := body.Sheaf.span()
	for i, f := range l.span(first, last) {
		row := rowOf(f.village, &f.fact)
		row.Rank = body.Sheaf.First + i
		body.Rows = append(body.Rows, row)
	}
	return body
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
