package data

import (
	"reflect"
	"strings"
)

// Spelling says how a character that no font has is put on paper: as another one, or,
// with none, as a place where it is written by hand. The record keeps the character.
type Spelling struct {
	ID   ElementID `json:"id,omitzero"`
	Char string    `json:"char,omitzero"`
	// As is the character that stands on paper instead; empty leaves a place.
	As string    `json:"as,omitzero"`
	On Day       `json:"on,omitzero"`
	By ElementID `json:"by,omitzero"`
}

// HandPlace stands on paper where a character is written by hand.
const HandPlace = "＿"

// Spelled returns the case as it is put on paper: itself while it has no spellings.
func (c *Case) Spelled() *Case {
	var pairs []string
	for _, s := range c.Spellings {
		as := s.As
		if as == "" {
			as = HandPlace
		}
		pairs = append(pairs, s.Char, as)
	}
	if len(pairs) == 0 {
		return c
	}
	out := c.Clone()
	out.Spellings = nil
	mapTexts(reflect.ValueOf(out).Elem(), strings.NewReplacer(pairs...).Replace)
	return out
}

// ByHand leaves a place to write by hand for some characters, in all texts of what list
// points to.
func ByHand(list any, chars ...rune) {
	mapTexts(reflect.ValueOf(list).Elem(), func(text string) string {
		for _, r := range chars {
			text = strings.ReplaceAll(text, string(r), HandPlace)
		}
		return text
	})
}
