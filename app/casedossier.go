package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// dossierTab shows the nine parts of the dossier with what is missing of each, and the
// papers of the case.
func (s *caseScreen) dossierTab() []fyne.CanvasObject {
	v := &s.view.Dossier
	out := s.section("case.dossier", data.MoveArchive)
	out = append(out, container.NewHBox(widget.NewStatusChip(tone(v.Tone), v.Summary)))
	for _, row := range v.Rows {
		out = append(out, s.dossierRow(row))
	}
	s.papers.of, s.papers.rows = s.seen, s.view.Papers
	out = append(out, s.papers.objects(s.app.T("case.papers"), s.app.desk.DossierPapers(s.seen))...)
	if len(v.Volume) > 0 {
		out = append(append(out, s.section("case.volume")...), panel(pairs(v.Volume)))
	}
	return out
}

// dossierRow is one part: whether it must be there, how much there is, and below it
// what is missing and what whoever checks the dossier will ask for.
func (s *caseScreen) dossierRow(r view.DossierRow) fyne.CanvasObject {
	chip := container.NewHBox(widget.NewStatusChip(tone(r.Tone), r.State))
	column := container.NewVBox(container.New(widths{8, 0, 5, 4}, chip, short(r.Title), short(r.Need), short(r.Count)))
	for _, text := range r.Lacks {
		column.Add(line(s.app.T("dossier.lack", text)))
	}
	for _, text := range r.Hints {
		column.Add(line(s.app.T("dossier.hint", text)))
	}
	return panel(column)
}
