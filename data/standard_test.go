package data

import (
	"encoding/json"
	"testing"
)

func TestStandardize(t *testing.T) {
	c := &Case{
		Summary: "徐\uE863借款五万元。\n第二行", Tags: []string{"\uE863"},
		Parties:    []Party{{ID: "p", Name: "徐\uE863", Agent: Agent{Name: "俞𬭎伟"}}},
		Agreements: []Agreement{{ID: "a", Clauses: []Clause{{ID: "c", Text: "徐\uE863归还"}}}},
	}
	c.Extra = map[string]json.RawMessage{"future": json.RawMessage(`"\uE863"`)}
	Standardize(c)
	for name, pair := range map[string][2]string{
		"summary": {c.Summary, "徐䶮借款五万元。\n第二行"},
		"tag":     {c.Tags[0], "䶮"},
		"party":   {c.Parties[0].Name, "徐䶮"},
		"agent":   {c.Parties[0].Agent.Name, "俞𬭎伟"},
		"clause":  {c.Agreements[0].Clauses[0].Text, "徐䶮归还"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", name, pair[0], pair[1])
		}
	}
	if string(c.Extra["future"]) != `"\uE863"` {
		t.Error("a field of a newer program was touched")
	}
}
