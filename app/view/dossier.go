package view

import (
	"strings"

	"woshou/data"
)

// Retentions lists the classes of keeping time in the order the desk offers them.
var Retentions = []data.Retention{data.LongTerm, data.Permanent, data.ShortTerm}

// ArchiveForm puts the dossier on the shelf.
type ArchiveForm struct {
	On        data.Day       `json:"on"`
	Retention data.Retention `json:"retention"`
	// WhyShort says why a short keeping time is enough.
	WhyShort string `json:"why_short"`
	// FiledBy bound the dossier; empty means the mediator at the desk.
	FiledBy   string `json:"filed_by"`
	CheckedBy string `json:"checked_by"`
	// Pages of the whole dossier, numbered through.
	Pages int    `json:"pages"`
	Shelf string `json:"shelf"`
	// Statement is 卷宗情况说明.
	Statement string `json:"statement"`
}

// NewArchive returns the form as the screen first shows it. It lays the dossier out to say
// how many pages it has.
func (d *Desk) NewArchive(c *data.Case) ArchiveForm {
	in := ArchiveForm{
		On: d.Today(), Retention: data.LongTerm, FiledBy: d.author(), CheckedBy: c.Volume.CheckedBy,
		Pages: c.Volume.Pages, Shelf: c.Volume.Shelf, Statement: c.Volume.Statement,
	}
	if c.Volume.FiledBy != "" {
		in.FiledBy = c.Volume.FiledBy
	}
	if in.Pages == 0 {
		in.Pages = d.dossierPages(c)
	}
	return in
}

// Archive archives a closed case whose dossier is complete; it then changes no more.
func (d *Desk) Archive(seen *data.Case, in ArchiveForm) (*data.Case, error) {
	in.FiledBy, in.WhyShort = data.NormalizeName(in.FiledBy), strings.TrimSpace(in.WhyShort)
	if in.FiledBy == "" {
		in.FiledBy = d.author()
	}
	switch {
	case !known(Retentions, in.Retention):
		return nil, invalid("archive.retention", "choice.empty")
	case in.Retention == data.ShortTerm && in.WhyShort == "":
		return nil, invalid("archive.why_short", "text.empty")
	case in.Pages < 1 || in.Pages > 9999:
		return nil, invalid("archive.pages", "pages.dossier")
	}
	if err := first(d.happened("archive.on", in.On, seen.Earliest(data.MoveArchive)), inField("archive.filed_by", data.CheckName(in.FiledBy))); err != nil {
		return nil, err
	}
	return d.change(seen, data.MoveArchive, func(c *data.Case) error {
		c.Retention = in.Retention
		c.Volume = data.Volume{
			FiledBy: in.FiledBy, CheckedBy: data.NormalizeName(in.CheckedBy), Pages: in.Pages,
			Shelf: strings.TrimSpace(in.Shelf), Statement: strings.TrimSpace(in.Statement),
		}
		if in.Retention == data.ShortTerm {
			c.Volume.WhyShort = in.WhyShort
		}
		return data.Do(c, data.MoveArchive, in.On)
	})
}

// DossierRow is one of the nine parts of the dossier in plain words.
type DossierRow struct {
	Part  data.DossierPart
	Title string
	// Need says whether the part must be there; Count what there is.
	Need, Count string
	// State is 齐 or 缺 or 不需要, with its tone.
	State string
	Tone  Tone
	// Lacks keep the case from the archive, Hints do not.
	Lacks, Hints []string
}

// DossierView is the check of a case's dossier.
type DossierView struct {
	// Summary says in a sentence whether the dossier is complete.
	Summary string
	Tone    Tone
	Rows    []DossierRow
	// Volume is what the cover and the last page say.
	Volume []Pair
}

// dossier checks the nine parts. Who bound the dossier and how many pages it has is
// asked when it is archived, so it is not missing before.
func (k *cards) dossier() DossierView {
	w, c := k.w, k.c.Clone()
	if c.ArchivedOn == 0 {
		c.Volume.FiledBy, c.Volume.Pages = "-", 1
	}
	v := DossierView{}
	missing := 0
	for i, item := range data.Dossier(c) {
		row := DossierRow{Part: item.Part, Title: w.T("dossier.title", i+1, w.T("dossier."+string(item.Part))), Need: w.T("dossier.as_needed")}
		if item.Must {
			row.Need = w.T("dossier.must")
		}
		if item.Count > 0 {
			row.Count = w.T("dossier.count", item.Count)
		}
		row.Lacks, row.Hints = k.lacks(item.Lacks), k.lacks(item.Hints)
		missing += len(row.Lacks)
		row.State, row.Tone = k.dossierState(item)
		v.Rows = append(v.Rows, row)
	}
	switch {
	case missing > 0:
		v.Summary, v.Tone = w.T("dossier.incomplete", missing), Warn
	case known(finished, c.Status):
		v.Summary, v.Tone = w.T("dossier.complete"), Good
	default:
		v.Summary = w.T("dossier.so_far")
	}
	v.Volume = k.volume()
	return v
}

func (k *cards) dossierState(item data.DossierItem) (string, Tone) {
	switch {
	case len(item.Lacks) > 0:
		return k.w.T("dossier.missing"), Bad
	case item.Part == data.PartBack && k.c.ArchivedOn == 0:
		return k.w.T("dossier.at_archiving"), Plain
	case len(item.Hints) > 0:
		return k.w.T("dossier.look"), Warn
	case item.Count == 0 && !known(finished, k.c.Status):
		return k.w.T("dossier.not_yet"), Plain
	case item.Count == 0:
		return k.w.T("dossier.none"), Plain
	}
	return k.w.T("dossier.there"), Good
}

// lacks says what is missing, naming the part of the case it is about.
func (k *cards) lacks(list []data.Lack) []string {
	var out []string
	for _, l := range list {
		text, _, _ := strings.Cut(k.w.T("refused."+l.Code), "\n")
		if about := k.about(l.Element); about != "" {
			text = about + "：" + text
		}
		out = append(out, text)
	}
	return out
}

// about names an element of the case: a party, a meeting, a witness, a piece of evidence.
func (k *cards) about(id data.ElementID) string {
	if id == "" {
		return ""
	}
	if p := k.c.Party(id); p != nil {
		return p.Name
	}
	for i, s := range k.c.Sessions {
		if s.ID == id {
			return k.w.T("session.title", i+1, s.On.Chinese())
		}
	}
	for _, q := range k.c.Inquiries {
		if q.ID == id {
			return q.Person
		}
	}
	for _, e := range k.c.Evidence {
		if e.ID == id {
			return e.Title
		}
	}
	return ""
}

func (k *cards) volume() []Pair {
	c := k.c
	retention := ""
	if c.Retention != "" {
		retention = k.w.T("retention." + string(c.Retention))
	}
	return pairs(
		k.label("archive.on", c.ArchivedOn.Chinese()), k.label("archive.retention", retention), k.label("archive.why_short", c.Volume.WhyShort),
		k.label("archive.filed_by", c.Volume.FiledBy), k.label("archive.checked_by", c.Volume.CheckedBy),
		k.label("archive.pages", number(c.Volume.Pages)), k.label("archive.shelf", c.Volume.Shelf),
		k.label("archive.statement", c.Volume.Statement),
	)
}
