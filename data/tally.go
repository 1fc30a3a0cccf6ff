package data

// Count is one place where a row counts in totals by month: a figure, and the month
// of the day on which it counts. The counts of a period of whole months are those
// whose month lies in it. FigureOpen is the exception: a case is open at the end of a
// month when it came in by then and had not ended; its counts are those of all months
// up to the period's end, and an end counts the other way.
type Count struct {
	Figure Figure
	Month  Month
	// Since is, for FigureOpen, the month the case came in.
	Since Month
	// Ended says that the count takes away what was counted since.
	Ended bool
}

// Counts returns where a row counts: what TotalsOf adds up for any period of whole
// months, and nothing else.
func (f *Fact) Counts() []Count {
	if f.Status == Void {
		return nil
	}
	out := make([]Count, 0, len(Figures))
	for _, row := range Figures {
		figure := Figure(row.Code)
		if figure == FigureOpen {
			continue
		}
		if day := figure.counts(f, Period{}); day != 0 {
			out = append(out, Count{Figure: figure, Month: day.Month()})
		}
	}
	came, ended := f.Received.Month(), f.Concluded.Month()
	switch {
	case f.Received == 0 || f.Concluded != 0 && ended <= came:
		return out // never open at the end of a month
	case f.Concluded != 0:
		out = append(out, Count{FigureOpen, ended, came, true})
	}
	return append(out, Count{FigureOpen, came, came, false})
}

// Plus returns the sum of two tallies.
func (t Tally) Plus(o Tally) Tally {
	return Tally{t.Cases + o.Cases, t.People + o.People, t.Amount + o.Amount}
}

// Minus returns what is left of a tally without another.
func (t Tally) Minus(o Tally) Tally {
	return Tally{t.Cases - o.Cases, t.People - o.People, t.Amount - o.Amount}
}

// TallyOf returns what one row adds to a tally.
func TallyOf(f *Fact) Tally { return Tally{}.add(f, nil) }

// Months returns the first and the last month of a period of whole months, 0 for an
// open end; ok is false for a period that begins or ends within a month.
func (p Period) Months() (from, to Month, ok bool) {
	if p.From != 0 && (p.From-1).Month() == p.From.Month() || p.To != 0 && (p.To+1).Month() == p.To.Month() {
		return 0, 0, false
	}
	return p.From.Month(), p.To.Month(), true
}
