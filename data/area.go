package data

// Lengths of a statistical area code: county 6, town 3, village 3.
const (
	townLength = 9
	areaLength = 12
)

// CheckAreaCode says whether code is written like the 12-digit statistical code (统计用区划代码) of a village or, with
// 000 at the end, of a town. The error is *Invalid: area.length or area.digits. Codes are not looked up: they change
// when places merge.
func CheckAreaCode(code string) error {
	switch {
	case len([]rune(code)) != areaLength:
		return invalid("area", "area.length")
	case !allDigits(code):
		return invalid("area", "area.digits")
	}
	return nil
}

// TownOf returns the nine digits of code that name the town; a shorter code is returned whole.
func TownOf(code string) string {
	if len(code) < townLength {
		return code
	}
	return code[:townLength]
}
