package township

import (
	"cmp"
	"net/http"
	"slices"

	"woshou/data"
)

// casesBody is the list of the fact rows behind a figure.
type casesBody struct {
	Words  string
	Back   string
	Count  int
	People int
	Amount string
	Rows   []caseRow
}

// caseRow is one fact row in words. It has no name: the township holds none.
type caseRow struct {
	ID, Village                          string
	Received, Accepted, Concluded        string
	Type, Source, Status, Outcome        string
	Performance, Confirmation, Effective string
	People, Sessions                     int
	Amount                               string
}

func (p *pages) cases(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	all, err := p.s.library(v.r.Context())
	if err != nil {
		p.broken(v, err)
		return
	}
	type found struct {
		village string
		fact    data.Fact
	}
	var list []found
	village := ""
	var sum data.Tally
	for _, e := range all {
		if q.village != "" && q.village != string(e.ID) && q.village != string(e.Of) {
			continue // a township's are all its villages'
		}
		if q.village == string(e.ID) {
			village = e.Name
		}
		for _, f := range q.pick(e.rows) {
			list = append(list, found{e.Name, f})
			sum.Cases, sum.People, sum.Amount = sum.Cases+1, sum.People+f.People, sum.Amount+f.Amount
		}
	}
	if q.village != "" && village == "" {
		p.message(v, http.StatusNotFound, "没有这个村（社区）。")
		return
	}
	slices.SortStableFunc(list, func(a, b found) int { return cmp.Compare(a.fact.Received, b.fact.Received) })
	back := query{period: q.period, figure: q.figure}
	body := casesBody{
		Words: q.words(village), Back: back.address("/"), Count: sum.Cases, People: sum.People, Amount: sum.Amount.Grouped(),
	}
	for _, f := range list {
		body.Rows = append(body.Rows, rowOf(f.village, &f.fact))
	}
	p.show(v, http.StatusOK, "cases", page{Title: "案件清单", Body: body})
}

func rowOf(village string, f *data.Fact) caseRow {
	row := caseRow{
		ID: f.Case.String()[:8], Village: village,
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
