package view

import (
	"strconv"
	"strings"

	"woshou/data"
)

// ScreeningView is the list of rounds in search of disputes, with the sums of a period.
type ScreeningView struct {
	Rows []ScreeningRow
	data.ScreeningTotals
}

// ScreeningRow is one round.
type ScreeningRow struct {
	Screening                   data.Screening
	On, Times, Found, Prevented string
	Place, By, Text             string
}

// ScreeningView prepares the rounds of a period, newest first.
func (d *Desk) ScreeningView(p data.Period) *ScreeningView {
	all := d.Store.Committee().Screenings
	v := &ScreeningView{ScreeningTotals: data.ScreeningsOf(all, p)}
	for _, s := range newestFirst(all, func(s *data.Screening) data.Day { return s.On }) {
		if p.Has(s.On) {
			v.Rows = append(v.Rows, ScreeningRow{
				Screening: s, On: s.On.String(), Times: strconv.Itoa(s.Times), Found: strconv.Itoa(s.Found),
				Prevented: strconv.Itoa(s.Prevented), Place: s.Place, By: s.By, Text: s.Text,
			})
		}
	}
	return v
}

// SetScreening enters a round, or changes the one with the same ID.
func (d *Desk) SetScreening(s data.Screening) error {
	s.Place, s.By, s.Text = strings.TrimSpace(s.Place), strings.TrimSpace(s.By), strings.TrimSpace(s.Text)
	if err := first(s.Check(), d.happened("screening.on", s.On, 0)); err != nil {
		return err
	}
	return d.committee("screening", func(c *data.Committee) {
		if s.ID == "" {
			s.ID = data.NewElementID()
		}
		c.Screenings = put(c.Screenings, s, func(o *data.Screening) bool { return o.ID == s.ID })
	})
}

// RemoveScreening takes a round out that was entered by mistake; the history keeps it.
func (d *Desk) RemoveScreening(id data.ElementID) error {
	return d.committee("screening", func(c *data.Committee) {
		c.Screenings = without(c.Screenings, func(s *data.Screening) bool { return s.ID == id })
	})
}
