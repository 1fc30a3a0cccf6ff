package township

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"woshou/data"
)

// totalsBody is the page of the totals.
type totalsBody struct {
	// Period is its name, Days its first and last day.
	Period, Days, Figure string
	From, To, Code       string
	// Town is the township whose villages the table has, empty for all.
	Town          string
	Years, Months []choice
	Figures       []choice
	Villages      []villageRow
	All           villageRow
	Parts         []part
}

// villageRow is one line of the table of villages.
type villageRow struct {
	Name string
	// URL leads from a township to its villages.
	URL           string
	Cells         []cell
	Share, Counts string
	Amount        string
	Heard         string
	Silent        bool
}

// cell is a figure, and the list of the cases behind it.
type cell struct {
	Count int
	URL   string
}

// part is the chosen figure split by one property.
type part struct {
	Title string
	Rows  []partRow
	Total partRow
}

// partRow is one line of a part; Bar is its length in percent of the longest.
type partRow struct {
	Name   string
	Cell   cell
	People int
	Amount string
	Bar    int
}

// asked reads what a visit asks for; without ok the visit is answered already.
func (p *pages) asked(v visit) (q query, ok bool) {
	q, err := readQuery(v.r.URL.Query(), p.today())
	if err != nil {
		p.message(v, http.StatusBadRequest, "查询条件不对，请返回统计页重新选择。")
	}
	return q, err == nil
}

func (p *pages) totals(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	q = query{period: q.period, figure: q.figure} // the page is of all villages and all types
	town := v.r.URL.Query().Get("town")
	all, sum, err := p.s.totals(v.r.Context(), q.period, q.figure)
	if err != nil {
		p.broken(v, err)
		return
	}
	body := totalsBody{
		Period: periodName(q.period), Days: daysOf(q.period), Figure: data.Figures.Name(string(q.figure)), Code: string(q.figure),
		From: q.period.From.String(), To: q.period.To.String(), Figures: q.figures(),
		All: villageLine(q, "合计", &sum), Parts: partsOf(q, &sum),
	}
	body.Years, body.Months = q.periods(p.today())
	heard := map[string]time.Time{}
	for _, e := range all {
		heard[e.ID] = e.Heard
		if e.ID == town && e.Town {
			body.Town = e.Name
		}
	}
	if body.Town == "" {
		town = ""
	}
	for _, e := range ByTown(all, town) {
		of := q
		of.village = e.ID
		line := villageLine(of, e.Name, &e.Totals)
		// What a township's village has is complete as of its township's last exchange.
		line.Heard, line.Silent = p.heard(heard[cmp.Or(e.Of, e.ID)])
		if e.Town {
			line.URL = q.address("/") + "&town=" + url.QueryEscape(e.ID)
		}
		body.Villages = append(body.Villages, line)
	}
	p.show(v, http.StatusOK, "totals", page{Title: "统计", Body: body})
}

// heard returns the time up to which a village's figures are complete, and whether
// that is long ago.
func (p *pages) heard(t time.Time) (string, bool) {
	if t.IsZero() {
		return "从未连接", true
	}
	return moment(t), p.s.now().Sub(t) > silentAfter
}

func villageLine(q query, name string, t *data.Totals) villageRow {
	line := villageRow{Name: name, Amount: t.Figures[data.FigureAgreed].Amount.Grouped()}
	for _, f := range data.Figures {
		of := q
		of.figure = data.Figure(f.Code)
		line.Cells = append(line.Cells, cell{t.Figures[of.figure].Cases, of.address("/cases")})
	}
	line.Share, line.Counts = rate(t.SuccessRate())
	return line
}

// partsOf splits the chosen figure by type, month and outcome. Each split lists
// every entry of its closed list, and what a newer program may have added.
func partsOf(q query, t *data.Totals) []part {
	total := t.Figures[q.figure]
	types := newPart("按纠纷类型", q, total)
	for _, code := range withOthers(data.DisputeTypes, t.Types) {
		of := q
		of.typ = code
		types.add(typeName(code), of, t.Types[data.DisputeType(code)])
	}
	months := newPart("按月份", q, total)
	for _, m := range monthsOf(q.period, t.Months) {
		of := q
		of.month = m
		months.add(m.String(), of, t.Months[m])
	}
	outcomes := newPart("按调处结果", q, total)
	for _, code := range withOthers(data.Outcomes, t.Outcomes) {
		of := q
		of.outcome = code
		outcomes.add(outcomeName(code), of, t.Outcomes[data.Outcome(code)])
	}
	parts := []part{*types, *months, *outcomes}
	for i := range parts {
		parts[i].scale()
	}
	return parts
}

func newPart(title string, q query, total data.Tally) *part {
	p := &part{Title: title}
	p.add("合计", q, total)
	p.Total, p.Rows = p.Rows[0], nil
	return p
}

func (p *part) add(name string, q query, t data.Tally) {
	p.Rows = append(p.Rows, partRow{
		Name: name, Cell: cell{t.Cases, q.address("/cases")}, People: t.People, Amount: t.Amount.Grouped(),
	})
}

// scale sets the bars' lengths.
func (p *part) scale() {
	longest := 1
	for _, r := range p.Rows {
		longest = max(longest, r.Cell.Count)
	}
	for i := range p.Rows {
		p.Rows[i].Bar = 100 * p.Rows[i].Cell.Count / longest
	}
}

// withOthers returns the codes of a list, then those that only the totals have.
func withOthers[K ~string](list data.List, tallies map[K]data.Tally) (codes []string) {
	for _, row := range list {
		codes = append(codes, row.Code)
	}
	var others []string
	for code := range tallies {
		if !list.Has(string(code)) {
			others = append(others, string(code))
		}
	}
	slices.Sort(others)
	return append(codes, others...)
}

// monthsOf returns the months of a short period, else those that have cases: the
// open figure counts cases by a day before its period.
func monthsOf(p data.Period, tallies map[data.Month]data.Tally) (months []data.Month) {
	const most = 12
	if first, last := p.From.Month(), p.To.Month(); first != 0 && last != 0 && last-first < most {
		for m := first; m <= last; m++ {
			months = append(months, m)
		}
	}
	for m := range tallies {
		if !slices.Contains(months, m) {
			months = append(months, m)
		}
	}
	slices.Sort(months)
	return months
}
