package data

import (
	"cmp"
	"maps"
	"slices"
)

// Succession is one change of the head of the committee, for which the files pass from
// one to the other by a list (档案移交清单): People's Mediation Law art. 9 gives three
// years to a term, and what is not listed gets lost.
type Succession struct {
	ID ElementID `json:"id,omitzero"`
	On Day       `json:"on,omitzero"`
	// From hands over, To takes over, Witness sees it done (监交人).
	From    string `json:"from,omitzero"`
	To      string `json:"to,omitzero"`
	Witness string `json:"witness,omitzero"`
	// Carrier is the electronic copy that goes along (U盘编号); Digest is the SHA-256 of
	// its file, in hexadecimal, and File its name.
	Carrier string `json:"carrier,omitzero"`
	File    string `json:"file,omitzero"`
	Digest  string `json:"digest,omitzero"`
	Note    string `json:"note,omitzero"`
}

// Check returns *Invalid for the first field that the list cannot do without.
func (h *Succession) Check() error {
	switch {
	case h.On == 0:
		return invalid("handover.on", "day.empty")
	case h.From == "":
		return invalid("handover.from", "name.empty")
	case h.To == "":
		return invalid("handover.to", "name.empty")
	case h.To == h.From:
		return invalid("handover.to", "handover.same")
	case h.Witness == "":
		return invalid("handover.witness", "name.empty")
	case h.Witness == h.From || h.Witness == h.To:
		return invalid("handover.witness", "handover.witness")
	}
	return nil
}

// NumberGap says why a number was given to no case (缺失说明).
type NumberGap struct {
	ID     ElementID `json:"id,omitzero"`
	Year   int       `json:"year,omitzero"`
	Seq    int       `json:"seq,omitzero"`
	Reason string    `json:"reason,omitzero"`
}

// FileRow is what the hand-over list has to know of a case.
type FileRow struct {
	Case          CaseID
	Number, Title string
	Year, Seq     int
	Status        Status
	// Reason is why a void record does not count.
	Reason string
}

// FileRowOf returns a case's row of the hand-over list.
func FileRowOf(c *Case) FileRow {
	return FileRow{c.ID, c.Number, c.Title(), c.Year, c.Seq, c.Status, c.VoidReason}
}

// HandOverList is the files of a committee, year by year.
type HandOverList struct {
	Years []HandOverYear
	// Open are the cases still at work, by year and number; those without a number first.
	Open []FileRow
	// Files counts the numbered dossiers that are not void.
	Files int
}

// HandOverYear is one year's files.
type HandOverYear struct {
	Year int
	// First and Last are the range of numbers (卷号起止).
	First, Last string
	// Files counts dossiers: Archived of them bound, Open still at work.
	Files, Archived, Open int
	// Missing are numbers that no dossier has, or whose record is void.
	Missing []MissingFile
}

// MissingFile is a number without a dossier. Reason is empty while nobody has said why.
type MissingFile struct {
	Year, Seq int
	Number    string
	Void      bool
	Reason    string
	// DestroyedOn is the day the dossier was destroyed by a list, after its time.
	DestroyedOn Day
	// Reserved says that a computer of the village had the number in reserve.
	Reserved bool
}

// Explained reports whether it is known why the number has no dossier.
func (m *MissingFile) Explained() bool {
	return m.Void || m.Reason != "" || m.DestroyedOn != 0 || m.Reserved
}

// HandOverOf returns the list of all files: a pure function of the rows and the
// reasons that the committee has on record for numbers that are missing.
func HandOverOf(c *Committee, rows []FileRow) *HandOverList {
	out, years := &HandOverList{}, map[int][]FileRow{}
	for _, r := range rows {
		if r.Seq > 0 {
			years[r.Year] = append(years[r.Year], r)
		}
		if r.atWork() {
			out.Open = append(out.Open, r)
		}
	}
	byNumber := func(a, b FileRow) int { return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Seq, b.Seq)) }
	slices.SortStableFunc(out.Open, byNumber)
	for _, year := range slices.Sorted(maps.Keys(years)) {
		list := years[year]
		slices.SortStableFunc(list, byNumber)
		y := c.handOverYear(year, list)
		out.Years, out.Files = append(out.Years, y), out.Files+y.Files
	}
	return out
}

// atWork reports whether the case is not finished yet.
func (r *FileRow) atWork() bool {
	return r.Status != Draft && r.Status != Closed && r.Status != Archived && r.Status != Void
}

func (c *Committee) handOverYear(year int, list []FileRow) HandOverYear {
	last := &list[len(list)-1]
	y := HandOverYear{Year: year, First: list[0].Number, Last: last.Number}
	next := 1
	for i := range list {
		r := &list[i]
		for ; next < r.Seq; next++ {
			y.Missing = append(y.Missing, c.missingFile(year, next))
		}
		next = max(next, r.Seq+1)
		switch {
		case r.Status == Void:
			y.Missing = append(y.Missing, MissingFile{Year: year, Seq: r.Seq, Number: r.Number, Void: true, Reason: r.Reason})
			continue
		case r.Status == Archived:
			y.Archived++
		case r.atWork():
			y.Open++
		}
		y.Files++
	}
	return y
}

// missingFile is a number that no record has, with the reason on record.
func (c *Committee) missingFile(year, seq int) MissingFile {
	m := MissingFile{Year: year, Seq: seq, Number: c.Numbers().Format(c.AreaShort, year, seq, "")}
	m.Reserved = OwnerOf(c.Blocks, year, seq) != nil
	if g := find(c.Gaps, func(g *NumberGap) bool { return g.Year == year && g.Seq == seq }); g != nil {
		m.Reason = g.Reason
	}
	for _, list := range c.Destructions {
		if find(list.Cases, func(k *DestroyedCase) bool { return k.Number == m.Number }) != nil {
			m.DestroyedOn = list.DoneOn
		}
	}
	return m
}
