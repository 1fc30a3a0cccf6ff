package app

import (
	"woshou/app/view"
	"woshou/app/widget"
)

// reportButton shows a paper of the committee as it is printed.
func (a *App) reportButton(ref view.CommitteeRef) *widget.Button {
	return widget.NewButton(a.T("preview.print"), func() { a.Show(Route{Page: PagePreview, Committee: ref}) })
}

// printReport puts a paper of the committee on paper; it is laid out anew, and recorded
// where it names parties.
func (a *App) printReport(ref view.CommitteeRef, way func(*printing)) {
	desk := a.desk
	a.looseJobs(func() ([]view.Item, error) {
		job, err := desk.PrintCommittee(ref)
		if err != nil {
			return nil, err
		}
		return []view.Item{{Loose: job}}, nil
	}, way)
}
