package form

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// toldCase is a case that was applied for by word of mouth: a child, and a party who cannot
// read; two meetings that were recorded in the wrong order.
func toldCase() *data.Case {
	return &data.Case{
		Number: "（2026）示清东人调字第021号", Type: "02", Source: data.Application, Way: data.ByMouth, OralBy: "m1", ReadBackOn: date("2026-05-11"),
		ReceivedOn: date("2026-05-11"), Summary: "球打碎了窗玻璃。", Requests: "1、赔偿玻璃120元\n\n2. 赔礼道歉\n1、2月的工资",
		Mediators: []data.Assignment{{ID: "a", Mediator: "m1", Name: "周天明"}},
		Parties: []data.Party{
			{
				ID: "p", Role: data.Applicant, Kind: data.Person, Name: "何桂英", ReadAloudBy: "王海燕",
				InformedOn: date("2026-05-11"), InformedBy: "m1", Openness: data.WantsClosed,
			},
			{ID: "q", Role: data.Respondent, Kind: data.Person, Name: "钱雨桐", Guardian: "钱立", IDNumber: "339921201205200169"},
		},
		Sessions: []data.Session{
			{ID: "late", On: date("2026-05-13"), Mode: data.Separate, Present: ids("p"), Invited: "杨秀莲（邻居，62岁）、骆阿水", Consented: true, JudgeGuided: true, Judge: "黄喆", Notes: "甲", Result: "乙"},
			{ID: "soon", On: date("2026-05-12"), Start: "09:30", End: "11:00", Mode: data.Video, Present: ids("p", "q"), NextOn: date("2026-05-13"), NextAt: "14:00"},
		},
	}
}

// textOf is the text of a case's paper.
func textOf(t *testing.T, c *data.Case, code Code, element data.ElementID) string {
	t.Helper()
	s, err := About(&data.Committee{Mediators: []data.Mediator{{ID: "m2", Name: "金彩娟"}}}, c, Ref{code, element}, 0)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Lookup(code, "")
	if err != nil {
		t.Fatal(err)
	}
	return Text(f, s)
}

func TestText_OfTheSet(t *testing.T) {
	c := toldCase()
	c.Inquiries = []data.Inquiry{{ID: "i", On: date("2026-05-11"), At: "14:05", Person: "杨秀莲", Inquirers: ids("m1", "m2"), Recorder: "王海燕"}}
	c.FollowUps = []data.FollowUp{{ID: "f", On: date("2026-06-01"), By: "周天明、王海燕", Performed: data.FoundPartly, Satisfaction: 4, Lawsuit: "已经撤诉", NewRisk: true, Text: "还差20元。"}}
	for _, tt := range []struct {
		code       Code
		element    data.ElementID
		has, hasnt string
	}{
		{Application, "", "当事人申请事项：\n1、赔偿玻璃120元\n2、赔礼道歉\n3、1、2月的工资\n", "被申请人姓名：何桂英"},
		{Application, "", "记录人：周天明\n宣读日期：2026年5月11日\n", "2. 赔礼"},
		{Application, "", "监护人姓名：钱立\n", ""},
		{Application, "", "何桂英不能自行阅读，已向其宣读，宣读人：王海燕。", ""},
		{Rights, "", "不公开", "\n公开\n"},
		{Rights, "", "周天明\n2026年5月11日\n已向其宣读\n宣读人：王海燕", ""},
		{Rights, "", "钱雨桐（监护人：钱立）", ""},
		{Inquiry, "i", "时间：2026年5月11日14时05分\n", ""},
		{Inquiry, "i", "参加人：周天明（调查人）、金彩娟（调查人）、王海燕（记录人）\n", ""},
		{Record, "soon", "时间：2026年5月12日9时30分至11时\n", "到场的当事人"},
		{Record, "soon", "当事人：何桂英、钱雨桐（监护人：钱立）\n参加人：无\n", ""},
		{Record, "soon", "本次调解以视频方式进行。", ""},
		{Record, "soon", "下次调解时间：2026年5月13日14时。", ""},
		{Record, "late", "参加人：杨秀莲（邻居，62岁）、骆阿水、指导法官黄喆\n", "视频方式"},
		{Record, "late", "本次为背对背调解，到场的当事人为何桂英。参加人经当事人同意参加调解。", "钱雨桐（监护人"},
		{FollowUp, "f", "调解协议编号：（2026）示清东人调字第021号\n回访事由：何桂英与钱雨桐邻里纠纷\n", "上门"},
		{FollowUp, "f", "电话回访。协议部分履行。当事人对调解的满意程度：满意。就协议起诉的情况：已经撤诉。发现新的矛盾苗头。\n还差20元。", ""},
	} {
		got := textOf(t, c, tt.code, tt.element)
		if !strings.Contains(got, tt.has) {
			t.Errorf("%s lacks %q:\n%s", tt.code, tt.has, got)
		}
		if tt.hasnt != "" && strings.Contains(got, tt.hasnt) {
			t.Errorf("%s says %q:\n%s", tt.code, tt.hasnt, got)
		}
	}
}

func TestPapers_OfTheSet(t *testing.T) {
	c := toldCase()
	c.Agreements = []data.Agreement{{ID: "g", Form: data.Oral}, {ID: "h", Form: data.Written}}
	c.FollowUps = []data.FollowUp{{ID: "f"}}
	list := func() (out string) {
		for _, r := range Papers(c) {
			if strings.Contains("CDEFGHIJ", string(r.Code)) {
				out += string(r.Code) + string(r.Element) + " "
			}
		}
		return out
	}
	if got, want := list(), "C D E Gsoon Glate Hh Ig Jf "; got != want {
		t.Errorf("papers %q, want %q", got, want)
	}
	if got := (Subject{Case: c, Element: "late"}); meeting(got) != 2 {
		t.Errorf("the later meeting is number %d, want 2", meeting(got))
	}
	c.Source = data.OwnMotion
	if got := list(); strings.Contains(got, "C") {
		t.Errorf("nobody applied: %q", got)
	}
}

func TestMissing_OfTheSet(t *testing.T) {
	c := toldCase()
	c.Requests, c.OralBy, c.Sessions[0].Notes, c.Sessions[0].Result = "", "", "", " "
	for code, want := range map[Code]string{
		Application: "case.requests case.oral_by", Rights: "party.openness party.informed_on",
		Record: "session.place session.notes session.result",
	} {
		element := data.ElementID("")
		if code == Record {
			element = "late"
		}
		s, err := About(&data.Committee{}, c, Ref{code, element}, 0)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Lookup(code, "")
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, e := range Missing(f, s) {
			if e.Party == "" || code == Rights {
				keys = append(keys, e.Key)
			}
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("%s: missing %q, want %q", code, got, want)
		}
	}
}

// An application names the parties as they are in the case, not as an agreement froze
// them, and tells their ages on the day it was made.
func TestApplication_IsEarlierThanTheAgreement(t *testing.T) {
	c := toldCase()
	before := textOf(t, c, Application, "")
	c.Agreements = []data.Agreement{{
		ID: "g", Form: data.Written, On: date("2027-05-13"), FrozenOn: date("2027-05-13"), EffectiveOn: date("2027-05-13"),
		Parties: []data.Party{{ID: "p", Role: data.Applicant, Name: "何桂瑛"}},
	}}
	if d := cmp.Diff(before, textOf(t, c, Application, "")); d != "" {
		t.Errorf("the agreement changed the application (-before +after):\n%s", d)
	}
}

func TestPeople(t *testing.T) {
	for in, want := range map[string][]string{
		"": nil, "、": nil, "邻居杨秀莲、骆阿水": {"邻居杨秀莲", "骆阿水"}, "甲（一、二）;乙，丙": {"甲（一、二）", "乙", "丙"}, "甲）、乙": {"甲）", "乙"},
	} {
		if d := cmp.Diff(want, people(in)); d != "" {
			t.Errorf("%q (-want +got):\n%s", in, d)
		}
	}
}

func TestNumberedLines(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "（1）甲": "1、甲", "一、甲\n二、乙": "1、甲\n2、乙", "3．甲": "1、甲", "12.5亩": "1、12.5亩", "2. 二楼": "1、二楼", "一、二楼漏水": "1、一、二楼漏水", "二楼漏水": "1、二楼漏水",
	} {
		if got := numberedLines(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	for in, want := range map[string]string{"": "", "09:30": "9时30分", "14:00": "14时", "00:05": "0时05分", "上午": "上午", "饭后:半": "饭后:半"} {
		if got := clock(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Pictures count in the digest, by their content and in their order; without any it is
// that of the text alone.
func TestDigest_CoversPictures(t *testing.T) {
	s := Subject{Committee: &data.Committee{}, Case: &data.Case{Evidence: []data.Evidence{{ID: "e1", Title: "屋檐"}, {ID: "e2", Title: "瓦片"}}}}
	f, err := Edition(EvidenceSheet, s)
	if err != nil {
		t.Fatal(err)
	}
	with := func(contents ...string) string {
		s := s
		s.Images = func(id data.ElementID) []Picture {
			if id != "e1" {
				return nil
			}
			var out []Picture
			for _, c := range contents {
				out = append(out, Picture{Image: []byte(c)})
			}
			return out
		}
		return Digest(f, s)
	}
	if text := data.HashOf([]byte(Text(f, s))); Digest(f, s) != string(text) || with() != string(text) {
		t.Error("without pictures it is not the digest of the text")
	}
	seen := map[string]string{with(): "none"}
	for _, contents := range [][]string{{"a"}, {"b"}, {"a", "b"}, {"b", "a"}, {"ab"}} {
		d := with(contents...)
		if other, ok := seen[d]; ok {
			t.Errorf("%q and %s have one digest", contents, other)
		}
		seen[d] = strings.Join(contents, ",")
		if with(contents...) != d {
			t.Errorf("%q has two digests", contents)
		}
	}
}
