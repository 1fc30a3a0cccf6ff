package data

import (
	"regexp"
	"slices"
	"strings"
)

// The three words for support: parents raise children (抚养), children support parents and
// grandchildren grandparents (赡养), husband and wife, brothers and sisters support each
// other (扶养); Civil Code arts. 1059, 1067, 1074, 1075.
const (
	raises   = "抚养"
	supports = "赡养"
	keeps    = "扶养"
)

var supportWords = []string{supports, raises, keeps}

// generation is the least number of years between parents and children.
const generation = 16

// Who a text speaks of, by the words for kin.
var (
	elders  = []string{"父", "母", "爸", "妈", "爹", "娘", "老人", "爷爷", "奶奶", "外公", "外婆", "公婆", "双亲"}
	minors  = []string{"孩子", "小孩", "婚生", "未成年", "儿子", "女儿", "子女", "儿女", "孙子", "孙女", "外孙"}
	kin     = append(append([]string{"兄", "弟", "姐", "妹", "妻", "夫", "配偶", "侄", "之子", "之女"}, elders...), minors...)
	younger = []string{"孩子", "小孩", "婚生", "未成年", "孙子", "孙女", "外孙"}
)

// spouses finds that people are husband and wife, or brothers and sisters.
var spouses = regexp.MustCompile(`(?:系|是|为)(?:夫妻|兄弟|姐妹|兄妹|姐弟|兄弟姐妹|同胞)`)

// objects are who is supported, where a text names them behind the word and no more: a
// 的 before it, or 由 in the phrase, makes them somebody else.
var objects = []struct {
	find *regexp.Regexp
	code string
}{
	{supported(raises, `父母|父亲|母亲|双亲|老人|公婆|岳父|岳母|祖父母?|祖母|爷爷|奶奶|外公|外婆`), "finding.support_elder"},
	{supported(supports, `孩子|小孩|未成年子女|未成年人`), "finding.support_minor"},
	{supported(keeps, `孩子|小孩|子女|未成年子女|父母|父亲|母亲`), "finding.support_pick"},
	{supported(raises, `妻子|丈夫|配偶|哥哥|姐姐`), "finding.support_peer"},
	{supported(supports, `妻子|丈夫|配偶`), "finding.support_peer"},
}

func supported(word, who string) *regexp.Regexp {
	return regexp.MustCompile(`(?m:(?:^|[，。；、：\n])[^，。；、：\n由]{0,20}?(` + word + `(?:年老的?|年迈的?|自己的?|其)?(?:` + who + `))(?:的义务|的责任|$|[，。；、\n]))`)
}

// supportIn returns wrong words for support by whom the text itself names.
func supportIn(p passage) findings {
	var out findings
	if strings.Contains(p.text, "遗赠扶养") {
		return nil
	}
	for _, o := range objects {
		for _, m := range o.find.FindAllStringSubmatchIndex(p.text, -1) {
			if !strings.HasSuffix(p.text[:m[2]], "的") {
				out = append(out, p.at(m[2], m[3], o.code, p.text[m[2]:m[3]]))
			}
		}
	}
	return out
}

// supportWord checks the word for support in a clause against the ages of who pays and
// who receives. It keeps still where the money may be for somebody else: a brother who
// pays for the mother, a father who pays the grandmother for the child.
func (cl *Clause) supportWord(c *Case, a *Agreement) (Finding, bool) {
	older, known := cl.yearsOlder(c, a)
	if !known {
		return Finding{}, false
	}
	for _, p := range cl.passages() {
		for _, word := range supportWords {
			i := strings.Index(p.text, word)
			if i < 0 || cl.forAnother(c, p.text[:i]) {
				continue
			}
			if code := cl.supportCode(a, word, older); code != "" {
				return p.at(i, i+len(word), code), true
			}
		}
	}
	return Finding{}, false
}

// supportCode returns what is wrong with the word, where who receives is so many years
// older than who pays.
func (cl *Clause) supportCode(a *Agreement, word string, older int) string {
	told := a.Facts + cl.Purpose + cl.Text
	switch {
	case word == supports && older <= -generation:
		return "finding.support_parent"
	case word == raises && older >= generation && !containsAny(told, younger):
		return "finding.support_child"
	case word == keeps && (older >= generation || -older >= generation):
		return "finding.support_equal"
	case word != keeps && max(older, -older) < generation && spouses.MatchString(a.Facts) &&
		!containsAny(told, elders) && !containsAny(told, minors):
		return "finding.support_spouse"
	}
	return ""
}

// forAnother reports whether the phrase before a word for support speaks of somebody
// beside who pays and who receives.
func (cl *Clause) forAnother(c *Case, before string) bool {
	if i := strings.LastIndexAny(before, "，。；\n"); i >= 0 {
		before = before[i:]
	}
	for i := range c.Parties {
		p := &c.Parties[i]
		if p.Name == "" || !strings.Contains(before, p.Name) {
			continue
		}
		if !slices.Contains(cl.From, p.ID) && !slices.Contains(cl.To, p.ID) {
			return true
		}
		before = strings.ReplaceAll(before, p.Name, "")
	}
	return containsAny(before, kin)
}

// yearsOlder returns how many years the one who receives is older than the first who
// pays, where all are persons whose ages are known.
func (cl *Clause) yearsOlder(c *Case, a *Agreement) (int, bool) {
	if len(cl.From) == 0 || len(cl.To) == 0 {
		return 0, false
	}
	from, to := c.Party(cl.From[0]), c.Party(cl.To[0])
	if from == nil || to == nil || from.Kind != Person || to.Kind != Person {
		return 0, false
	}
	payer, payee := from.AgeOn(a.On), to.AgeOn(a.On)
	return payee - payer, payer > 0 && payee > 0
}

// mixesSupport reports whether a text calls money by more than one of the three words.
func mixesSupport(text string) bool {
	n := 0
	for _, w := range supportWords {
		if strings.Contains(text, w+"费") {
			n++
		}
	}
	return n > 1
}
