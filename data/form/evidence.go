// Source: item 3 of the Ministry of Justice's dossier (司发通〔2010〕239号), 人民调解证据材料;
// the list before it and the captions are a clerk's practice.

package form

import (
	"slices"
	"strconv"

	"woshou/data"
)

// EvidenceSheet is 人民调解证据材料: a list of the items, then their pictures.
const EvidenceSheet Code = "evidence"

var evidence2010 = Form{
	Code:    EvidenceSheet,
	Edition: "2010",
	From:    day("2011-01-01"),
	Title:   "人民调解证据材料",
	Number:  caseNumber("编号："),
	Parts: []Part{
		Space(2),
		Table{
			Columns: []Column{
				{Head: "序号", Share: 13, Align: Centre}, {Head: "种类", Share: 25}, {Head: "证据名称", Share: 42},
				{Head: "提供人", Share: 24, Align: Centre}, {Head: "原件或复印件", Share: 17, Align: Centre},
				{Head: "页数", Share: 13, Align: Centre}, {Head: "存放处", Share: 22},
			},
			Rows:  evidenceRows,
			Blank: 8,
			Least: 11,
		},
		Signing{
			Signers: []Signer{
				{Label: "提供人（签名或按指印）", Names: providers, Party: true},
				{Label: "收集人（签名）", Names: someone},
			},
			On: func(Subject) data.Day { return 0 }, // the items come on several days
		},
		Pictures{Get: evidencePictures},
	},
	Of: func(c *data.Case) []data.ElementID {
		if len(c.Evidence) == 0 {
			return nil
		}
		return once(c)
	},
	In: data.PartEvidence,
}

func evidenceRows(s Subject) [][]string {
	var out [][]string
	kinds := data.ListOf(data.ListEvidenceKinds, s.Committee)
	for i, e := range s.Case.Evidence {
		original, pages := "原件", ""
		if e.Copy {
			original = "复印件"
		}
		if e.Pages > 0 {
			pages = strconv.Itoa(e.Pages)
		}
		out = append(out, []string{strconv.Itoa(i + 1), kinds.Name(e.Kind), e.Title, s.provider(&e), original, pages, e.Shelf})
	}
	return out
}

// provider names who gave an item: a party, or the mediator who collected it.
func (s Subject) provider(e *data.Evidence) string {
	if p := s.Case.Party(e.Provider); p != nil {
		return p.Name
	}
	if m := s.Committee.Mediator(e.Provider); m != nil {
		return m.Name
	}
	return ""
}

// providers are the parties who gave items, a place to sign each.
func providers(s Subject) []string {
	var out []string
	for _, e := range s.Case.Evidence {
		if p := s.Case.Party(e.Provider); p != nil && !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// evidencePictures are the photographs and scans of the items, each with the item's
// name and who gave it.
func evidencePictures(s Subject) []Picture {
	var out []Picture
	for _, e := range s.Case.Evidence {
		for _, p := range s.images(e.ID) {
			caption := e.Title
			if p.Caption != "" && p.Caption != e.Title {
				caption += "：" + p.Caption
			}
			if by := s.provider(&e); by != "" {
				caption += "（" + by + "提供）"
			}
			out = append(out, Picture{Caption: caption, Image: p.Image})
		}
	}
	return out
}
