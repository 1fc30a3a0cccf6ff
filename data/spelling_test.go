package data

import "testing"

// A place to write by hand stands for a character wherever it is, and for no other.
func TestByHand(t *testing.T) {
	list := &SubsidySheet{Lines: []SubsidyLine{{Title: "叶\uE000国与张根土", Pay: 1, Shares: []Share{{Name: "\uE001\uE000"}}}}}
	ByHand(list, '\uE000')
	if l := list.Lines[0]; l.Title != "叶＿国与张根土" || l.Shares[0].Name != "\uE001＿" || l.Pay != 1 {
		t.Errorf("%+v", l)
	}
}
