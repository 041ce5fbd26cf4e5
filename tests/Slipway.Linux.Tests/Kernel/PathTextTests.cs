using System.Text;
using System.Text.Json;
using Slipway.Linux.Kernel;

namespace Slipway.Linux.Tests.Kernel;

public sealed class PathTextTests
{
    [Fact]
    public void Every_name_comes_back_as_it_was_and_has_a_text_of_its_own()
    {
        var texts = new Dictionary<string, byte[]>();
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var name = new byte[random.Next(1, 12)];
            // Bytes that begin, continue and break letters.
            foreach (ref var part in name.AsSpan())
            {
                part = ((ReadOnlySpan<byte>)[(byte)'a', (byte)'/', 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xff, (byte)random.Next(1, 256)])[random.Next(14)];
            }

            var text = PathText.Of(name);
            Assert.True(name.AsSpan().SequenceEqual(PathText.Bytes(text)), $"seed {seed}");
            Assert.True(texts.TryAdd(text, name) || texts[text].AsSpan().SequenceEqual(name), $"seed {seed}: two names have one text");
            Assert.Equal(name.Count(part => part == '/'), text.Count(letter => letter == '/'));
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("schön/€/😀")]
    [InlineData("\ufffd")]
    // The second half of its pair looks like a byte that belongs to no letter.
    [InlineData("\U00010080")]
    public void Unicode_is_as_it_is(string path)
    {
        Assert.True(PathText.IsUnicode(path));
        Assert.Equal(path, PathText.Of(Encoding.UTF8.GetBytes(path)));
        Assert.Equal(Encoding.UTF8.GetBytes(path), PathText.Bytes(path));
    }

    /// <summary>Messages that name it go to logs and event logs.</summary>
    [Fact]
    public void What_is_no_letter_is_shown_as_such()
    {
        var text = PathText.Of([(byte)'a', 0xe9, (byte)'b']);
        Assert.False(PathText.IsUnicode(text));
        Assert.Equal("a\ufffdb", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        Assert.Equal("a\ufffdb", JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(text)));
    }
}
