package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"woshou/data"
)

func TestMatch(t *testing.T) {
	for name, c := range map[string]struct{ head, want string }{
		"usual": {
			"序号|案号|受理日期|申请人|被申请人|纠纷类型|简要情况|调解结果|协议金额（元）|调解员|结案日期|案件来源|备注",
			"|number|received|applicant|respondent|type|summary|result|amount|mediator|closed|source|",
		},
		"telephones after each side": {
			"编号|申请人|联系电话|住址|被申请人|联系电话|住址|日期",
			"number|applicant|applicant_phone|applicant_address|respondent|respondent_phone|respondent_address|received",
		},
		"telephones at the end": {
			"当事人|案由|申请人电话|被申请人电话|被申请人身份证号",
			"parties|type|applicant_phone|respondent_phone|respondent_id",
		},
		"one day": {"调解时间|当事人双方|纠纷类别|调解协议形式|涉及标的", "closed|parties|type|form|amount"},
		"twice":   {"编号|调解协议书编号|承办人", "number||mediator"},
		"spaces":  {"受 理 日 期|当事人 申请人|当事人 被申请人", "received|applicant|respondent"},
		"unknown": {"甲|乙|", "||"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range Match(strings.Split(c.head, "|")) {
				got = append(got, string(f))
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}

var columns = []Field{
	FieldNumber, FieldReceived, FieldApplicant, FieldRespondent, FieldType, FieldResult, FieldAmount, FieldMediator, FieldClosed,
	FieldApplicantPhone, FieldApplicantID, FieldSource,
}

func plan(t testing.TB) *Plan {
	return &Plan{
		Columns: columns, Today: day(t, "2026-11-23"), From: "台账.xlsx", Batch: "batch",
		Committee: &data.Committee{AreaShort: "示清东", Mediators: []data.Mediator{{ID: "m1", Name: "王海燕"}}},
		Taken:     func(n string) bool { return n == "taken" },
	}
}

func row(line int, cells string) Row { return Row{Line: line, Cells: strings.Split(cells, "|")} }

func TestPlan_Case(t *testing.T) {
	got, err := plan(t).Case(row(7, "〔2025〕示清东人调字第１2号|2025.3.2|叶建国（男，57岁）|张根土、清溪镇石门村股份经济合作社|邻里|调解成功，已履行|1.2万|王海燕、何桂英|2025年3月24日|13800005678|339921196803150014|派出所移送"))
	if err != nil {
		t.Fatal(err)
	}
	want := &data.Case{
		Number: "〔2025〕示清东人调字第１2号", Year: 2025, Seq: 12, Status: data.Archived, Type: "02", Source: data.Referral, Organ: "police",
		ReceivedOn: day(t, "2025-3-2"), AcceptedOn: day(t, "2025-3-2"), ConcludedOn: day(t, "2025-3-24"),
		ClosedOn: day(t, "2025-3-24"), ArchivedOn: day(t, "2025-3-24"),
		Mediators: []data.Assignment{{Mediator: "m1", Name: "王海燕"}, {Name: "何桂英"}},
		Parties: []data.Party{
			{Role: data.Applicant, Kind: data.Person, Name: "叶建国", Sex: data.Male, Phone: "13800005678", IDNumber: "339921196803150014"},
			{Role: data.Respondent, Kind: data.Person, Name: "张根土"},
			{Role: data.Respondent, Kind: data.Organisation, Name: "清溪镇石门村股份经济合作社"},
		},
		Import: data.Import{
			Batch: "batch", From: "台账.xlsx", Row: 7, On: day(t, "2026-11-23"), Outcome: data.OutcomeWritten, Amount: 1_200_000,
			Performed: true, Result: "调解成功，已履行",
		},
	}
	ids := []cmp.Option{
		cmpopts.IgnoreFields(data.Case{}, "ID"), cmpopts.IgnoreFields(data.Party{}, "ID"), cmpopts.IgnoreFields(data.Assignment{}, "ID"),
		cmp.AllowUnexported(data.Folded{}),
	}
	if d := cmp.Diff(want, got, ids...); d != "" {
		t.Error(d)
	}
	f, ok := data.FactOf(got)
	if !ok || f.Outcome != data.OutcomeWritten || f.Amount != 1_200_000 || f.Performance != data.FullyDone || f.Concluded != want.ConcludedOn {
		t.Errorf("fact %+v", f)
	}
}

func TestPlan_SaysWhyARowIsNotTaken(t *testing.T) {
	for name, c := range map[string]struct{ cells, field, code string }{
		"sums":                {"合 计|||||| 3000", "row", "row.sum"},
		"nothing that counts": {"||||||||||", "row", "row.empty"},
		"no name":             {"1|2025-3-2|||邻里|成功", "applicant", "name.empty"},
		"a long name":         {"1|2025-3-2|" + strings.Repeat("叶", 31) + "||邻里|成功", "applicant", "name.long"},
		"a long other name":   {"1|2025-3-2|叶|" + strings.Repeat("叶", 31) + "|邻里|成功", "respondent", "name.long"},
		"no day":              {"1||叶建国||邻里|成功", "received", "day.empty"},
		"no such day":         {"1|2025-2-30|叶建国||邻里|成功", "received", "date.none"},
		"no day at all":       {"1|去年冬天|叶建国||邻里|成功", "received", "date.form"},
		"a day to come":       {"1|2026-11-24|叶建国||邻里|成功", "received", "day.future"},
		"an end to come":      {"1|2026-11-20|叶建国||邻里|成功||| 2026-12-1", "closed", "day.future"},
		"ended before":        {"1|2025-3-2|叶建国||邻里|成功|||2025-3-1", "closed", "day.order"},
		"no type":             {"1|2025-3-2|叶建国|||成功", "type", "type.empty"},
		"an unknown type":     {"1|2025-3-2|叶建国||奇事|成功", "type", "type.unknown"},
		"a wrong amount":      {"1|2025-3-2|叶建国||邻里|成功|一千", "amount", "amount.form"},
		"a large amount":      {"1|2025-3-2|叶建国||邻里|成功|99999999万", "amount", "amount.large"},
		"ended, not said how": {"1|2025-3-2|叶建国||邻里||||2025-3-3", "result", "result.unsaid"},
		"an unknown ending":   {"1|2025-3-2|叶建国||邻里|某某", "result", "result.unknown"},
		"open and ended":      {"1|2025-3-2|叶建国||邻里|调解中|||2025-3-3", "result", "result.unknown"},
		"a number we have":    {"taken|2025-3-2|叶建国||邻里|成功", "number", "number.taken"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := plan(t).Case(row(3, c.cells))
			if code(t, err) != c.code || got != nil || !strings.HasPrefix(err.Error(), c.field+":") {
				t.Errorf("%v, %v, want %s: %s", got, err, c.field, c.code)
			}
		})
	}
}

func TestPlan_TakesANumberOnce(t *testing.T) {
	p := plan(t)
	if _, err := p.Case(row(2, "（2025）1|2025-3-2|叶建国||邻里|成功")); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Case(row(3, "(2025) 1|2025-3-2|叶建国||邻里|成功")); code(t, err) != "number.twice" {
		t.Errorf("error %v", err)
	}
	if _, err := p.Case(row(4, "|2025-3-2|叶建国||邻里|成功")); err != nil {
		t.Errorf("a row without a number: %v", err)
	}
}

func TestPlan_TakesWhatTheUserDecides(t *testing.T) {
	p := plan(t)
	p.OtherType, p.Unsaid, p.Types = true, data.OutcomeOral, map[string]data.DisputeType{"扯皮": "02"}
	c, err := p.Case(row(2, "1|2025-3-2|叶建国||奇事|||| 2025-3-5"))
	if err != nil || c.Type != "18" || c.Tags[0] != "奇事" || c.Import.Outcome != data.OutcomeOral || c.Status != data.Archived {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err = p.Case(row(3, "2|2025-3-2|叶建国||扯皮|成功")); err != nil || c.Type != "02" || c.ConcludedOn != c.ReceivedOn {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestPlan_KeepsOpenCasesOpen(t *testing.T) {
	for _, cells := range []string{"1|2026-11-2|叶建国||邻里||500", "1|2026-11-2|叶建国||邻里|正在调解|500"} {
		c, err := plan(t).Case(row(2, cells))
		if err != nil {
			t.Fatal(err)
		}
		if c.Status != data.Accepted || c.Import.Outcome != "" || c.AcceptedOn == 0 || c.ConcludedOn != 0 || c.Claimed != 50_000 {
			t.Errorf("%+v", c)
		}
	}
}

func TestPlan_Day(t *testing.T) {
	for in, want := range map[string]string{
		"2026.3.2": "2026-03-02", "2026年3月2日": "2026-03-02", "20260302": "2026-03-02", "2026/03/02": "2026-03-02",
		"46083": "2026-03-02", "46083.5": "2026-03-02", "2026-03-02 14:30:00": "2026-03-02", "2026年3月2日上午": "2026-03-02",
		"2026-03-02T00:00:00Z": "2026-03-02", "2026年3月2号": "2026-03-02", "2026.3.2.": "2026-03-02", "２０２６年３月２日": "2026-03-02",
		"2026年3月2": "2026-03-02", "": "",
	} {
		got, err := (&Plan{}).Day(in)
		if err != nil || got.String() != want {
			t.Errorf("Day(%q) = %s, %v, want %s", in, got, err, want)
		}
	}
	if got, err := (&Plan{Day1904: true}).Day("44621"); err != nil || got.String() != "2026-03-02" {
		t.Errorf("old Macintosh: %s, %v", got, err)
	}
	for _, in := range []string{"3月2日", "2026年3月", "abc", "1", "0.5", "2026-13-1"} {
		if got, err := (&Plan{}).Day(in); err == nil {
			t.Errorf("Day(%q) = %s", in, got)
		}
	}
}

func TestPlan_Parties(t *testing.T) {
	for in, want := range map[string]string{
		"叶建国与张根土":            "叶建国>张根土",
		"叶建国诉张根土":            "叶建国>张根土",
		"叶建国和张根土":            "叶建国>张根土",
		"陈和平、李四":             "陈和平>李四",
		"蒋玉凤与蒋建明、蒋建军，蒋丽丽":    "蒋玉凤>蒋建明,蒋建军,蒋丽丽",
		"叶建国 张根土":            "叶建国>张根土",
		"叶建国/张根土":            "叶建国>张根土",
		"美家物业服务有限公司与周天明等12户": "美家物业服务有限公司>周天明*12",
		"阿依古丽·买买提—徐䶮":        "阿依古丽·买买提>徐䶮",
		"叶建国":                "叶建国>",
		"叶建国（男，57岁）、何桂英":     "叶建国>何桂英",
	} {
		p := plan(t)
		p.Columns = []Field{FieldParties, FieldReceived, FieldType, FieldResult}
		c, err := p.Case(row(2, in+"|2025-3-2|邻里|成功"))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		got := ""
		for i, party := range c.Parties {
			switch {
			case i > 0 && c.Parties[i-1].Role == party.Role:
				got += ","
			case party.Role == data.Respondent:
				got += ">"
			}
			got += party.Name
			if party.Group == 12 {
				got += "*12"
			}
		}
		if !strings.Contains(got, ">") {
			got += ">"
		}
		if got != want {
			t.Errorf("%s = %s, want %s", in, got, want)
		}
	}
}

func TestPlan_KeepsAWrongIdentityNumberAsWritten(t *testing.T) {
	c, err := plan(t).Case(row(2, "1|2025-3-2|叶建国||邻里|成功|||||33992119680315001X"))
	if err != nil || c.Parties[0].IDNumber != "33992119680315001X" || c.Parties[0].IDKind == "" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTypeOf(t *testing.T) {
	for in, want := range map[string]data.DisputeType{
		"邻里纠纷": "02", "邻里": "02", "02": "02", "赡养": "01", "拖欠农民工工资": "10", "劳务合同": "11", "民间借贷": "04",
		"道路交通事故损害赔偿": "16", "人身损害赔偿": "06", "宅基地": "03", "其它": "18", "奇事": "", "": "",
	} {
		if got := TypeOf(in); got != want {
			t.Errorf("TypeOf(%s) = %q, want %q", in, got, want)
		}
	}
	for _, r := range data.DisputeTypes {
		if got := TypeOf(r.Name); string(got) != r.Code {
			t.Errorf("TypeOf(%s) = %q", r.Name, got)
		}
	}
}

func TestOutcomeOf(t *testing.T) {
	for in, want := range map[string]data.Outcome{
		"调解成功": data.OutcomeWritten, "达成协议": data.OutcomeWritten, "口头协议": data.OutcomeOral, "成功 口头": data.OutcomeOral,
		"调解不成": data.OutcomeFailed, "未达成协议，建议起诉": data.OutcomeFailed, "移送镇调委会": data.OutcomeHandedUp,
		"撤回申请": data.OutcomeWithdrawn, "不予受理": data.OutcomeRefused, "调解中": "", "": "", "某某": "",
		// What is denied is not what is said.
		"未能达成协议": data.OutcomeFailed, "无法达成一致": data.OutcomeFailed, "没有成功": data.OutcomeFailed, "调解没成功": data.OutcomeFailed,
		"不同意调解": data.OutcomeFailed, "拒绝调解": data.OutcomeFailed, "不愿和解": data.OutcomeFailed, "未化解": data.OutcomeFailed,
		"对方不同意": "", "成功后拒绝履行": "", // it may be either: a person has to say
		"未办结": "", "尚未办结": "", "没有结案": "", "还在调解": "", "尚在调解": "",
		"达成书面协议，尚未履行": data.OutcomeWritten, "成功 未履行": data.OutcomeWritten, "是": data.OutcomeWritten,
	} {
		if got := outcomeOf(in); got != want {
			t.Errorf("outcomeOf(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestPlan_Known(t *testing.T) {
	p := plan(t)
	for _, c := range []struct {
		f          Field
		text, want string
	}{
		{FieldReceived, "46083", "2026-03-02"}, {FieldClosed, "某天", ""}, {FieldType, "赡养", "婚姻家庭纠纷"},
		{FieldType, "奇事", ""}, {FieldResult, "成功", "达成书面协议"}, {FieldApplicant, " 叶建国 ", "叶建国"},
	} {
		if got := p.Known(c.f, c.text); got != c.want {
			t.Errorf("Known(%s, %s) = %q, want %q", c.f, c.text, got, c.want)
		}
	}
}
