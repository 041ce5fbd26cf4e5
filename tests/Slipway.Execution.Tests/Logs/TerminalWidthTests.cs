using Slipway.Execution.Logs;

namespace Slipway.Execution.Tests.Logs;

public sealed class TerminalWidthTests
{
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("日本", 4)]
    [InlineData("한국어", 6)]
    [InlineData("\u1112\u1161\u11ab", 2)]
    [InlineData("ｆｕｌｌ", 8)]
    [InlineData("ﾊﾝｶｸ", 4)]
    [InlineData("العربية", 7)]
    [InlineData("עִבְרִית", 5)]
    [InlineData("ไทย", 3)]
    [InlineData("ที่", 1)]
    [InlineData("✅", 2)]
    [InlineData("✓", 1)]
    [InlineData("❤", 1)]
    [InlineData("❤\uFE0F", 2)]
    [InlineData("☝🏽", 2)]
    [InlineData("1\uFE0F\u20E3", 2)]
    [InlineData("👍🏿", 2)]
    [InlineData("👩‍👩‍👧‍👦", 2)]
    [InlineData("👩🏻‍❤️‍💋‍👨🏿", 2)]
    [InlineData("🏳️‍🌈", 2)]
    [InlineData("🇩🇪🇯🇵", 4)]
    [InlineData("🧑‍💻 ok", 5)]
    [InlineData("🪉", 2)]
    [InlineData("⠋", 1)]
    [InlineData("━━╸", 3)]
    [InlineData("نمی‌خواهم", 8)]
    [InlineData("", 0)]
    public void A_text_has_the_columns_that_a_terminal_gives_it(string text, int columns) => Assert.Equal(columns, TerminalWidth.Of(text));
}
