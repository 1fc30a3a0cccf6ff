package view

import (
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// Paper lays out a paper of a case as it stands, without printing it: the
// registration form, or the agreement with this ID. data.ErrNotFound for another.
func (d *Desk) Paper(c *data.Case, code form.Code, agreement data.ElementID) (*pdf.Document, error) {
	if code == form.Acceptance {
		return d.AcceptancePaper(c)
	}
	a := c.Agreement(agreement)
	if code != form.Agreement || a == nil {
		return nil, data.ErrNotFound
	}
	return d.AgreementPaper(c, a)
}

// Print prints a paper of a case: for an agreement this freezes the current version.
func (d *Desk) Print(seen *data.Case, code form.Code) (*data.Case, *Printed, error) {
	if code == form.Acceptance {
		return d.PrintAcceptance(seen)
	}
	return d.PrintAgreement(seen)
}

// FileName names the file of a printed paper: its title and the case's number,
// which hold no name of a person.
func FileName(c *data.Case, code form.Code) string {
	return FormTitle(string(code)) + strings.NewReplacer("/", "-", "\\", "-").Replace(c.Number) + ".pdf"
}
