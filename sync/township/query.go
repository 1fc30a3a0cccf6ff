package township

import (
	"errors"
	"net/url"
	"strings"

	"woshou/data"
)

var errQuery = errors.New("no such question")

// query is what a page of figures is asked: a period, a figure, and what narrows it.
type query struct {
	period  data.Period
	figure  data.Figure
	village string
	typ     string
	outcome string
	month   data.Month
}

// readQuery reads an address; today gives the reporting year when no period is
// named. The error is errQuery for what no page links to.
func readQuery(v url.Values, today data.Day) (query, error) {
	q := query{
		figure: data.FigureAccepted, village: v.Get("village"), typ: v.Get("type"), outcome: v.Get("outcome"),
		period: data.ReportYearOf(today),
	}
	if f := v.Get("figure"); f != "" {
		q.figure = data.Figure(f)
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
	return q, nil
}

// address returns the address of a page that answers the query.
func (q query) address(path string) string {
	v := url.Values{}
	v.Set("from", q.period.From.String())
	v.Set("to", q.period.To.String())
	v.Set("figure", string(q.figure))
	for name, value := range map[string]string{
		"village": q.village, "type": q.typ, "outcome": q.outcome, "month": q.month.String(),
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return path + "?" + v.Encode()
}

// pick returns the rows of a village that the query counts, by day of receipt:
// exactly as many as the figure says.
func (q query) pick(rows []data.Fact) []data.Fact {
	return data.Select(rows, data.Filter{
		Figure: q.figure, Period: q.period, Month: q.month, Type: data.DisputeType(q.typ), Outcome: data.Outcome(q.outcome),
	})
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

// periods offers the reporting years around today, and the months of the year that
// the query lies in.
func (q query) periods(today data.Day) (years, months []choice) {
	year, _, _ := data.ReportYearOf(today).To.Date()
	for y := year; y > year-3; y-- {
		years = append(years, q.choose(data.ReportYear(y)))
	}
	years = append(years, q.choose(data.Period{}))
	shown := data.ReportYearOf(today)
	if q.period.To != 0 {
		shown = data.ReportYearOf(q.period.To)
	}
	for m := shown.From.Month(); m <= shown.To.Month(); m++ {
		months = append(months, q.choose(monthPeriod(m)))
	}
	return years, months
}

func (q query) choose(p data.Period) choice {
	to := q
	to.period = p
	return choice{Name: periodName(p), URL: to.address("/"), Current: p == q.period}
}

// figures offers the figures to break down.
func (q query) figures() (all []choice) {
	for _, f := range data.Figures {
		to := q
		to.figure = data.Figure(f.Code)
		all = append(all, choice{Name: f.Name, URL: to.address("/"), Current: to.figure == q.figure})
	}
	return all
}
