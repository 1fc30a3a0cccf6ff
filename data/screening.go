package data

// Screening is one round in search of disputes (排查): People's Mediation Law art. 21
// asks for prevention beside mediation, and the statistics table counts it.
type Screening struct {
	ID ElementID `json:"id,omitzero"`
	On Day       `json:"on,omitzero"`
	// Times is how many rounds the entry stands for, at least one.
	Times int `json:"times,omitzero"`
	// Found and Prevented are disputes (件): found, and kept from arising.
	Found     int    `json:"found,omitzero"`
	Prevented int    `json:"prevented,omitzero"`
	Place     string `json:"place,omitzero"`
	By        string `json:"by,omitzero"`
	Text      string `json:"text,omitzero"`
}

// mostScreened bounds a number of one entry.
const mostScreened = 99999

// Check returns *Invalid for the first field that is missing or out of range.
func (s *Screening) Check() error {
	switch {
	case s.On == 0:
		return invalid("screening.on", "day.empty")
	case s.Times < 1 || s.Times > mostScreened:
		return invalid("screening.times", "count.one")
	case s.Found < 0 || s.Found > mostScreened:
		return invalid("screening.found", "count.form")
	case s.Prevented < 0 || s.Prevented > mostScreened:
		return invalid("screening.prevented", "count.form")
	}
	return nil
}

// ScreeningTotals adds up rounds of screening.
type ScreeningTotals struct{ Times, Found, Prevented int }

// ScreeningsOf adds up the rounds of a period.
func ScreeningsOf(all []Screening, p Period) (t ScreeningTotals) {
	for _, s := range all {
		if p.Has(s.On) {
			t.Times += s.Times
			t.Found += s.Found
			t.Prevented += s.Prevented
		}
	}
	return t
}
