package township

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// villagesShown is how many villages a page lists.
const villagesShown = 50

// totalsBody is the page of the totals, of all villages or of one.
type totalsBody struct {
	// Title is the village's name, empty for all; Days is the period's first and last
	// day, where its name does not say them.
	Title, Period, Days string
	// Whole names all units together, where the page is about them. Town is the township
	// whose villages the table has, empty for all.
	Whole, Town string
	// AsOf is when that township was last heard of, Left how many events it had yet to send.
	AsOf string
	Left int
	// Figure is the name of the figure that is broken down, Code its code.
	Figure, Code string
	Times        times
	Own          ownDays
	Figures      []choice
	Names        []string
	Sums         []sumRow
	Parts        []part
	Exports      []choice
	Villages     *villagesTable
	Village      *villageFoot
}

// ownDays is the form for days of one's own.
type ownDays struct{ Path, Village, Figure, From, To string }

// sumRow is one line of the sums: of the period, of the one a year before, and what
// changed since.
type sumRow struct {
	Name          string
	Cells         []cell
	Share, Counts string
	Amount        string
}

// villagesTable is the table of the villages.
type villagesTable struct {
	Columns []column
	Rows    []villageRow
	Sheaf   sheaf
	Find    string
	Sort    string
	// InTown is the township whose villages they are, empty for all. Invites says that the
	// reader of the page may make codes.
	InTown  string
	Invites bool
	// States counts the villages by how they stand.
	States []stateCount
}

// stateCount is a state in words, and how many villages are in it.
type stateCount struct {
	Words, Class string
	Count        int
}

// villageRow is one line of the table of villages.
type villageRow struct {
	sumRow
	URL          string
	Heard        string
	State, Class string
}

// cell is a figure, and the list of the cases behind it; without an address it is a
// difference.
type cell struct {
	Count int
	URL   string
}

// Link is the count with its link. A page has hundreds of them, so it is made here and not
// by the template.
func (c cell) Link() template.HTML {
	class := ""
	if c.Count == 0 {
		class = ` class="zero"`
	}
	return template.HTML(`<a href="` + html.EscapeString(c.URL) + `"` + class + `>` + strconv.Itoa(c.Count) + `</a>`)
}

// Signed is the count of a difference.
func (c cell) Signed() string {
	if c.Count == 0 {
		return "0"
	}
	return strings.Replace(fmt.Sprintf("%+d", c.Count), "-", "−", 1)
}

// part is the chosen figure split by one property.
type part struct {
	ID, Title string
	Rows      []partRow
	Total     partRow
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
		p.unasked(v)
	}
	return q, err == nil
}

// unasked answers a question that no page asks.
func (p *pages) unasked(v visit) {
	p.message(v, http.StatusBadRequest, "查询条件不对，请返回统计页重新选择。")
}

func (p *pages) totals(v visit) {
	q, ok := p.asked(v)
	if !ok {
		return
	}
	q = query{period: q.period, figure: q.figure, listing: q.listing, town: q.town} // the page is of all villages and all types
	var other *data.Period
	if period, ok := yearBefore(q.period); ok {
		other = &period
	}
	all, sum, last, err := p.s.totals(v.r.Context(), q.period, q.figure, other)
	if err != nil {
		p.broken(v, err)
		return
	}
	before := &last
	if other == nil {
		before = nil
	}
	level := p.s.level(v.r.Context())
	unit := level.Unit
	body := p.totalsBody(q, "/", &sum, before)
	body.Whole = level.Whole
	for i := range all {
		if all[i].Town && string(all[i].ID) == q.town {
			body.Town, unit = all[i].Name, townLevel.Unit
			body.AsOf, body.Left = moment(all[i].Heard), all[i].waiting
		}
	}
	if body.Town == "" {
		q.town = ""
	}
	if body.Villages = p.villagesTable(q, unit, byTown(all, ledger.VillageID(q.town))); body.Villages == nil {
		p.unasked(v)
		return
	}
	body.Villages.InTown, body.Villages.Invites = q.town, office.has(v.account)
	body.Exports = []choice{
		{Name: "统计表（xlsx）", URL: q.plain().address("/statistics.xlsx")},
		{Name: "各村统计（xlsx）", URL: q.plain().address("/villages.xlsx")},
	}
	p.show(v, http.StatusOK, "totals", page{Title: "统计", Body: body})
}

// plain is the query without how a table is shown.
func (q query) plain() query {
	q.listing, q.town = listing{}, ""
	return q
}

// totalsBody is what the page of all villages and that of one have in common.
func (p *pages) totalsBody(q query, path string, sum, before *data.Totals) *totalsBody {
	q = q.plain()
	body := &totalsBody{
		Period: periodName(q.period), Days: daysOf(q.period), Figure: data.Figures.Name(string(q.figure)), Code: string(q.figure),
		Own:   ownDays{path, q.village, string(q.figure), q.period.From.String(), q.period.To.String()},
		Times: q.times(p.today(), path), Figures: q.figures(path), Parts: partsOf(q, sum),
		Sums: []sumRow{totalsLine(q, "本期", sum)},
	}
	for _, f := range data.Figures {
		body.Names = append(body.Names, f.Name)
	}
	if before != nil {
		of := q
		of.period = before.Period
		last := totalsLine(of, "上年同期", before)
		body.Sums = append(body.Sums, last, changes(body.Sums[0], last, sum, before))
	}
	return body
}

// changes is the line of what became more or less.
func changes(now, last sumRow, sum, before *data.Totals) sumRow {
	line := sumRow{Name: "增减"}
	for i := range now.Cells {
		line.Cells = append(line.Cells, cell{Count: now.Cells[i].Count - last.Cells[i].Count})
	}
	diff := sum.Figures[data.FigureAgreed].Amount - before.Figures[data.FigureAgreed].Amount
	line.Amount = diff.Grouped()
	switch {
	case diff < 0:
		line.Amount = "−" + (-diff).Grouped()
	case diff > 0:
		line.Amount = "+" + line.Amount
	}
	return line
}

func totalsLine(q query, name string, t *data.Totals) sumRow {
	figures := blockOf(t.Figures)
	return sumLine(q, name, &figures)
}

func sumLine(q query, name string, figures *block) sumRow {
	line := sumRow{Name: name, Amount: figures.of(data.FigureAgreed).Amount.Grouped()}
	for i, f := range data.Figures {
		of := q
		of.figure = data.Figure(f.Code)
		line.Cells = append(line.Cells, cell{figures[i].Cases, of.address("/cases")})
	}
	line.Share, line.Counts = rate(figures.rate())
	return line
}

// villagesTable makes the table of units of a kind, nil when the query sorts by no column of it.
func (p *pages) villagesTable(q query, unit string, all []*villageLine) *villagesTable {
	t := &villagesTable{Find: q.find, Sort: q.sort}
	lines := make([]*villageLine, 0, len(all))
	now := p.s.now()
	for _, v := range all {
		if v.Of == "" {
			v.standing = v.at(v.Heard, now)
			t.count(v.standing)
		} else { // its computers are its township's to know
			v.standing = standing{class: "good"}
		}
		if strings.Contains(v.Name, q.find) {
			lines = append(lines, v)
		}
	}
	if !sortLines(lines, q.listing, villageColumns) {
		return nil
	}
	heard := "数据截至"
	if q.town != "" { // of its villages it is only known when they changed
		heard = "最近变动"
	}
	t.Columns = append(t.Columns, q.head("/", "name", unit, false))
	for _, f := range data.Figures {
		t.Columns = append(t.Columns, q.head("/", f.Code, f.Name, true))
	}
	t.Columns = append(t.Columns, q.head("/", "share", "成功率", true), q.head("/", "amount", "协议金额（元）", true),
		q.head("/", "heard", heard, false))
	lines, t.Sheaf = cutPage(lines, villagesShown, q.page, q.turn("/"))
	for _, line := range lines {
		of := q.plain()
		of.village = string(line.ID)
		to := of.address("/village")
		if line.Town { // its villages
			below := q.plain()
			below.town = string(line.ID)
			to = below.address("/")
		}
		t.Rows = append(t.Rows, villageRow{
			sumRow: sumLine(of, line.Name, &line.figures), URL: to,
			Heard: moment(line.Heard), State: line.words, Class: line.class,
		})
	}
	return t
}

// count adds a village to the states.
func (t *villagesTable) count(s standing) {
	i := slices.IndexFunc(t.States, func(have stateCount) bool { return have.Words == s.kind })
	if i < 0 {
		t.States = append(t.States, stateCount{Words: s.kind, Class: s.class})
		slices.SortFunc(t.States, func(a, b stateCount) int { return cmp.Compare(a.Class, b.Class) })
		i = slices.IndexFunc(t.States, func(have stateCount) bool { return have.Words == s.kind })
	}
	t.States[i].Count++
}

// villageColumns is how the table of villages can be sorted.
var villageColumns = func() map[string]func(a, b *villageLine) int {
	columns := map[string]func(a, b *villageLine) int{
		"name":   func(a, b *villageLine) int { return cmp.Compare(a.Area, b.Area) },
		"heard":  func(a, b *villageLine) int { return a.Heard.Compare(b.Heard) },
		"share":  func(a, b *villageLine) int { return compareRates(a.figures.rate(), b.figures.rate()) },
		"amount": func(a, b *villageLine) int { return cmp.Compare(amountOf(a), amountOf(b)) },
	}
	for i, f := range data.Figures {
		columns[f.Code] = func(a, b *villageLine) int { return cmp.Compare(a.figures[i].Cases, b.figures[i].Cases) }
	}
	return columns
}()

func amountOf(v *villageLine) data.Fen { return v.figures.of(data.FigureAgreed).Amount }

// compareRates compares shares; what has none comes before 0 %.
func compareRates(a, b data.Rate) int {
	if a.Whole == 0 || b.Whole == 0 {
		return cmp.Compare(min(a.Whole, 1), min(b.Whole, 1))
	}
	return cmp.Compare(a.Part*b.Whole, b.Part*a.Whole)
}

// partsOf splits the chosen figure by type, month and outcome. Each split lists
// every entry of its closed list, and what a newer program may have added.
func partsOf(q query, t *data.Totals) []part {
	total := t.Figures[q.figure]
	types := newPart("types", "按纠纷类型", q, total)
	for _, code := range withOthers(data.DisputeTypes, t.Types) {
		of := q
		of.typ = code
		types.add(typeName(code), of, t.Types[data.DisputeType(code)])
	}
	months := newPart("months", "按月份", q, total)
	for _, m := range monthsOf(q.period, t.Months) {
		of := q
		of.month = m
		months.add(m.String(), of, t.Months[m])
	}
	outcomes := newPart("outcomes", "按调处结果", q, total)
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

func newPart(id, title string, q query, total data.Tally) *part {
	p := &part{ID: id, Title: title}
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
