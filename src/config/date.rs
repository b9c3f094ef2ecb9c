//! Days.

/// Days from 1970-01-01 to a date of the Gregorian calendar; none if there is no such date.
pub(super) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    const LENGTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month.checked_sub(1)?).ok()?;
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leap_day = i64::from(leap(year));
    let length = LENGTHS.get(index)? + if month == 2 { leap_day } else { 0 };
    if !(1..=length).contains(&day) || !(1970..=9999).contains(&year) {
        return None;
    }
    let years = (1970..year).map(|year| 365 + i64::from(leap(year))).sum::<i64>();
    let months = LENGTHS.iter().take(index).sum::<i64>() + if month > 2 { leap_day } else { 0 };
    Some(years + months + day - 1)
}

/// Reads `YYYY-MM-DD`.
pub(super) fn parse(text: &str) -> Option<i64> {
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
        assert_eq!(parse("1970-01-01"), Some(0));
        assert_eq!(parse("2000-03-01"), Some(11_017));
        assert_eq!(parse("2026-01-01"), Some(20_454));
        for bad in ["2026-02-29", "2026-13-01", "2026-1-1", "x", "2026-01-01-01"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
