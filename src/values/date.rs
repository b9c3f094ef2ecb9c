//! Days.

/// Days from 1970-01-01 to a date of the Gregorian calendar; none if there is no such date.
pub(crate) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    const LENGTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month.checked_sub(1)?).ok()?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leap_day = i64::from(is_leap);
    let length = LENGTHS.get(index)? + if month == 2 { leap_day } else { 0 };
    if !(1..=length).contains(&day) || !(0..=9999).contains(&year) {
        return None;
    }
    // Leap days from the start of the calendar to the start of a year.
    let leap_days = |year: i64| (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    let years = (year - 1970) * 365 + leap_days(year) - leap_days(1970);
    let months = LENGTHS.iter().take(index).sum::<i64>() + if month > 2 { leap_day } else { 0 };
    Some(years + months + day - 1)
}

/// Reads `YYYY-MM-DD`.
pub(crate) fn parse_date(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let mut next = || parts.next()?.parse().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    if parts.next().is_some() || text.len() != 10 {
        return None;
    }
    days(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days() {
        let parse = parse_date;
        assert_eq!(parse("1970-01-01"), Some(0));
        assert_eq!(parse("1969-12-31"), Some(-1));
        assert_eq!(parse("1900-03-01"), Some(-25_508));
        assert_eq!(parse("0000-01-01"), Some(-719_528));
        assert_eq!(parse("2000-03-01"), Some(11_017));
        assert_eq!(parse("2026-01-01"), Some(20_454));
        for bad in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-1-1", "x", "2026-01-01-01"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn each_day_follows_the_day_before() {
        let mut last = None;
        for year in 0..=2400 {
            for (month, day) in (1..=12).flat_map(|month| (1..=31).map(move |day| (month, day))) {
                if let Some(found) = days(year, month, day) {
                    assert!(last.is_none_or(|last: i64| last + 1 == found), "{year}-{month}-{day}");
                    last = Some(found);
                }
            }
        }
    }
}
