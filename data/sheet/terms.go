package sheet

import (
	"strings"

	"woshou/data"
)

const otherType data.DisputeType = "18"

// terms are words that ledgers use for the ministry's types. The first that fits counts, so
// that 拖欠农民工工资 comes before 劳动, and 电子商务 before 合同.
var terms = []struct {
	kind  data.DisputeType
	words []string
}{
	{"10", []string{"拖欠", "农民工", "工资", "欠薪", "讨薪"}},
	{"16", []string{"交通"}},
	{"15", []string{"医疗", "医患"}},
	{"17", []string{"物业"}},
	{"13", []string{"电子商务", "网购", "网络购物"}},
	{"12", []string{"旅游"}},
	{"14", []string{"消费"}},
	{"11", []string{"劳动", "劳务", "工伤", "劳资", "用工"}},
	{"09", []string{"环境", "污染", "噪音", "噪声"}},
	{"08", []string{"征地", "拆迁", "征收"}},
	{"07", []string{"山林", "土地", "林权", "承包地", "林地", "山界", "田界"}},
	{"03", []string{"房屋", "宅基地", "房产", "建房"}},
	{"01", []string{"婚姻", "家庭", "赡养", "抚养", "扶养", "离婚", "继承", "夫妻", "家事"}},
	{"02", []string{"邻里", "相邻", "邻居"}},
	{"05", []string{"生产经营", "农机", "经营"}},
	{"04", []string{"合同", "借贷", "借款", "债务", "租赁", "欠款", "买卖"}},
	{"06", []string{"赔偿", "人身损害", "伤害", "打架", "财产损害"}},
	{"18", []string{"其他", "其它"}},
}

// TypeOf finds the ministry's type for what a ledger calls it: by the list's own name or
// code, else by a word in it; "" when there is none.
func TypeOf(text string) data.DisputeType {
	text = oneLine(text)
	if text == "" {
		return ""
	}
	for _, r := range data.DisputeTypes {
		if text == r.Name || text == r.Code || text+"纠纷" == r.Name {
			return data.DisputeType(r.Code)
		}
	}
	for _, t := range terms {
		if has(text, t.words) {
			return t.kind
		}
	}
	return ""
}

// results are words that ledgers use for how a case ended, in the order in which they count.
var results = []struct {
	outcome data.Outcome
	words   []string
}{
	{data.OutcomeRefused, []string{"不予受理", "不受理", "未受理"}},
	{data.OutcomeFailed, []string{
		"不成功", "未成功", "不成", "未成", "未达成", "没有达成", "失败", "终止", "分歧", "未调成", "未果", "建议诉讼", "起诉",
		"没有成功", "没成功", "未能达成", "未能成功", "无法达成", "未化解", "没有化解", "不同意调解", "不同意和解", "拒绝调解", "拒绝和解", "不愿调解", "不愿和解",
	}},
	{data.OutcomeHandedUp, []string{"移送", "上交", "转交", "转镇", "移交", "上报"}},
	{data.OutcomeWithdrawn, []string{"撤回", "撤销", "自行和解", "撤诉"}},
	{"", []string{"不同意", "拒绝", "不愿"}}, // to mediation, or to keep to what was agreed: the ledger does not say
	{data.OutcomeOral, []string{"口头"}},
	{data.OutcomeWritten, []string{"书面", "成功", "达成", "履行", "和解", "调解好", "调成", "已调解", "已结", "办结", "结案", "化解", "同意", "是", "√"}},
}

// outcomeOf finds how a case ended from what the ledger says; "" when it does not say.
func outcomeOf(text string) data.Outcome {
	if stillOpen(text) {
		return ""
	}
	for _, r := range results {
		if has(text, r.words) {
			return r.outcome
		}
	}
	return ""
}

// stillOpen reports whether the ledger says that a case has not ended.
func stillOpen(text string) bool {
	return has(text, []string{"调解中", "未结", "未办结", "没有结案", "没有办结", "在办", "办理中", "处理中", "正在", "待调解", "待处理", "进行中"})
}

// performed reports whether the ledger says that the agreement was performed.
func performed(text string) bool {
	return has(text, []string{"已履行", "履行完毕", "全部履行", "当场履行", "已全部", "当场付清", "已付清", "已兑现"}) &&
		!has(text, []string{"未履行", "部分履行"})
}

// sourceOf finds the source of a case; without a word for it, it was applied for.
func sourceOf(text string) data.Source {
	switch {
	case organOf(text) != "" || has(text, []string{"委托", "移送", "委派", "转办", "交办", "移交"}):
		return data.Referral
	case has(text, []string{"主动", "排查", "发现", "巡查", "网格"}):
		return data.OwnMotion
	}
	return data.Application
}

var organs = []struct {
	organ data.Organ
	words []string
}{
	{data.Court, []string{"法院", "法庭"}}, {"procuratorate", []string{"检察"}},
	{"police", []string{"公安", "派出所", "110", "交警"}}, {"petition", []string{"信访"}},
}

// organOf finds who referred a case; "other" where it was referred by someone else.
func organOf(text string) data.Organ {
	for _, o := range organs {
		if has(text, o.words) {
			return o.organ
		}
	}
	if has(text, []string{"委托", "移送", "委派", "转办", "交办"}) {
		return "other"
	}
	return ""
}

// Known is what a text of a column means, as the desk shows it beside the text; "" when it
// says nothing.
func (p *Plan) Known(f Field, text string) string {
	switch f {
	case FieldReceived, FieldClosed:
		if day, err := p.Day(text); err == nil {
			return day.String()
		}
	case FieldType:
		if t := TypeOf(text); t != "" {
			return t.Name()
		}
	case FieldResult, FieldForm:
		if o := outcomeOf(oneLine(text)); o != "" {
			return data.Outcomes.Name(string(o))
		}
	default:
		return strings.TrimSpace(text)
	}
	return ""
}
