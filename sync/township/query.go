package township

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"woshou/data"
)

var errQuery = errors.New("no such question")

// query is what a page of figures is asked: a period, a figure, what narrows it, and
// how its table is shown.
type query struct {
	period  data.Period
	figure  data.Figure
	village string
	// town is the township whose villages a county's table has.
	town    string
	typ     string
	outcome string
	month   data.Month
	listing
}

// listing is how a long table is shown: by which column, which of its pages, and only
// the villages whose names hold a text.
type listing struct {
	// sort is a column's code, with a minus for the largest first; empty is the
	// table's own order.
	sort string
	// page counts from 1; wholePage is the whole table.
	page int
	find string
}

// wholePage stands for all pages in one.
const wholePage = -1

// maxFind bounds the text that villages are found by, in bytes.
const maxFind = 200

// readQuery reads an address; today gives the reporting year when no period is
// named. The error is errQuery for what no page links to.
func readQuery(v url.Values, today data.Day) (query, error) {
	q := query{
		figure:  data.Figure(cmp.Or(v.Get("figure"), string(data.FigureAccepted))),
		village: v.Get("village"), town: v.Get("town"), typ: v.Get("type"), outcome: v.Get("outcome"), period: data.ReportYearOf(today),
	}
	if v.Has("from") || v.Has("to") {
		var err, err2 error
		q.period.From, err = data.ParseDay(v.Get("from"))
		q.period.To, err2 = data.ParseDay(v.Get("to"))
		if err != nil || err2 != nil || q.period.To != 0 && q.period.To < q.period.From {
			return q, errQuery
		}
	}
	if err := q.month.UnmarshalText([]byte(v.Get("month"))); err != nil || !data.Figures.Has(string(q.figure)) {
		return q, errQuery
	}
	var err error
	q.listing, err = readListing(v)
	return q, err
}

func readListing(v url.Values) (l listing, err error) {
	l = listing{sort: v.Get("sort"), find: strings.TrimSpace(v.Get("find"))}
	switch page := v.Get("page"); page {
	case "", "1":
	case "all":
		l.page = wholePage
	default:
		if l.page, err = strconv.Atoi(page); err != nil || l.page < 1 {
			return l, errQuery
		}
	}
	if len(l.find) > maxFind || len(l.sort) > maxFind {
		return l, errQuery
	}
	return l, nil
}

// address returns the address of a page that answers the query. A page has hundreds of
// them.
func (q query) address(path string) string {
	out := make([]byte, 0, 160)
	out = append(append(out, path...), "?figure="...)
	out = append(out, url.QueryEscape(string(q.figure))...)
	add := func(name, value string) {
		out = append(append(append(append(out, '&'), name...), '='), url.QueryEscape(value)...)
	}
	some := func(name, value string) {
		if value != "" {
			add(name, value)
		}
	}
	some("find", q.find)
	add("from", q.period.From.String())
	some("month", q.month.String())
	some("outcome", q.outcome)
	some("page", q.pageName())
	some("sort", q.sort)
	add("to", q.period.To.String())
	some("town", q.town)
	some("type", q.typ)
	some("village", q.village)
	return string(out)
}

// pageName is the page as it stands in an address, empty for the first.
func (l listing) pageName() string {
	switch {
	case l.page == wholePage:
		return "all"
	case l.page > 1:
		return strconv.Itoa(l.page)
	}
	return ""
}

// filter picks the rows that the query counts: exactly as many as the figure says.
func (q query) filter() data.Filter {
	return data.Filter{Figure: q.figure, Period: q.period, Month: q.month, Type: data.DisputeType(q.typ), Outcome: data.Outcome(q.outcome)}
}

// words says what the query asks, as the title of a list.
func (q query) words(village string) string {
	parts := []string{periodName(q.period), data.Figures.Name(string(q.figure))}
	if village != "" {
		parts = append([]string{village}, parts...)
	}
	if q.month != 0 {
		parts = append(parts, q.month.String())
	}
	if q.typ != "" {
		parts = append(parts, typeName(q.typ))
	}
	if q.outcome != "" {
		parts = append(parts, outcomeName(q.outcome))
	}
	return strings.Join(parts, " · ")
}

// choice is one of a row of links, of which one may be the current.
type choice struct {
	Name, URL string
	Current   bool
}

// times offers the periods: the reporting years around today, and the quarters and
// months of the year that the query lies in.
type times struct {
	// Shown is that year.
	Shown                   string
	Years, Quarters, Months []choice
}

func (q query) times(today data.Day, path string) (t times) {
	year, _, _ := data.ReportYearOf(today).To.Date()
	for y := year; y > year-3; y-- {
		t.Years = append(t.Years, q.choose(path, data.ReportYear(y)))
	}
	t.Years = append(t.Years, q.choose(path, data.Period{}))
	shown := data.ReportYearOf(today)
	if q.period.To != 0 {
		shown = data.ReportYearOf(q.period.To)
	}
	t.Shown = periodName(shown)
	for _, quarter := range quartersOf(shown) {
		c := q.choose(path, quarter.Period)
		c.Name = quarter.Name
		t.Quarters = append(t.Quarters, c)
	}
	for m := shown.From.Month(); m <= shown.To.Month(); m++ {
		c := q.choose(path, monthPeriod(m))
		c.Name = fmt.Sprintf("%d月", int(m)%12+1)
		t.Months = append(t.Months, c)
	}
	return t
}

func (q query) choose(path string, p data.Period) choice {
	to := q
	to.period, to.page = p, 0
	return choice{Name: periodName(p), URL: to.address(path), Current: p == q.period}
}

// figures offers the figures to break down.
func (q query) figures(path string) (all []choice) {
	for _, f := range data.Figures {
		to := q
		to.figure = data.Figure(f.Code)
		all = append(all, choice{Name: f.Name, URL: to.address(path) + "#parts", Current: to.figure == q.figure})
	}
	return all
}

// column is the head of a column by which a table can be sorted.
type column struct {
	Name, URL string
	// Number is set for numbers, Sorted as aria-sort has it: ascending, descending or empty.
	Number bool
	Sorted string
}

// column is the code of the column that a listing is sorted by.
func (l listing) column() string {
	code, _ := l.by()
	return code
}

// by is the column that a listing is sorted by.
func (l listing) by() (code string, falling bool) {
	code, falling = strings.CutPrefix(l.sort, "-")
	return code, falling
}

// head returns the head of a column; a click sorts by it, a second one the other way.
// Numbers come largest first.
func (q query) head(path, code, name string, number bool) column {
	c := column{Name: name, Number: number}
	to := q
	to.page = 0
	switch by, falling := q.by(); {
	case by != code && number:
		to.sort = "-" + code
	case by != code:
		to.sort = code
	case falling:
		c.Sorted, to.sort = "descending", code
	default:
		c.Sorted, to.sort = "ascending", "-"+code
	}
	c.URL = to.address(path)
	return c
}

// sheaf is one page of a long table, and the way to the others.
type sheaf struct {
	First, Last, Total int
	Page, Pages        int
	Before, Next, All  string
}

// maxWhole is how many lines a table shows in one page at most.
const maxWhole = 3000

// cutPage returns the part of a table's lines that a page of so many shows; link gives
// the address of another page.
func cutPage[T any](lines []T, size, page int, link func(page int) string) ([]T, sheaf) {
	s := sheafOf(len(lines), size, page, link)
	from, to := s.span()
	return lines[from:to], s
}

// sheafOf returns the page of a table of so many lines.
func sheafOf(total, size, page int, link func(page int) string) sheaf {
	s := sheaf{Total: total, Page: max(page, 1), Pages: max((total+size-1)/size, 1)}
	if page == wholePage && total <= maxWhole {
		size, s.Page, s.Pages = max(total, 1), 1, 1
	}
	s.Page = min(s.Page, s.Pages)
	from, to := (s.Page-1)*size, min(s.Page*size, total)
	s.First, s.Last = min(from+1, to), to
	if s.Page > 1 {
		s.Before = link(s.Page - 1)
	}
	if s.Page < s.Pages {
		s.Next = link(s.Page + 1)
	}
	if s.Pages > 1 && total <= maxWhole {
		s.All = link(wholePage)
	}
	return s
}

// span returns where the page begins among the lines, and where it ends.
func (s *sheaf) span() (from, to int) { return max(s.First-1, 0), s.Last }

// turn gives the addresses of the pages of the table that the query asks for.
func (q query) turn(path string) func(page int) string {
	return func(page int) string {
		q.page = page
		return q.address(path)
	}
}

// sortLines sorts a table's lines by the column that the query names; without one, or
// where two are the same there, they keep their order. It reports false for a column
// that the table does not have.
func sortLines[T any](lines []T, l listing, columns map[string]func(a, b T) int) bool {
	if l.sort == "" {
		return true
	}
	code, falling := l.by()
	compare, ok := columns[code]
	if !ok {
		return false
	}
	slices.SortStableFunc(lines, func(a, b T) int {
		if falling {
			return compare(b, a)
		}
		return compare(a, b)
	})
	return true
}
