using System.Buffers;
using System.Text;
using Slipway.Execution.Masking;

namespace Slipway.Execution.Tests.Masking;

/// <summary>Properties of the masker over random secrets, texts and cuts; a failure names its seed.</summary>
public sealed class Masking_at_random
{
    private const string Letters = "abAB01+/=%:\n \u00e9\u4e16";

    [Fact]
    public void No_secret_in_any_form_is_seen_and_cuts_make_no_difference()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var secrets = Secrets(random);
            var text = Encoding.UTF8.GetBytes(TextWith(secrets, random));
            var patterns = new SecretPatterns(secrets);

            var whole = Mask(patterns, text, text.Length);
            var cut = Mask(patterns, text, cut: null, random);

            Assert.True(whole.AsSpan().SequenceEqual(cut), $"seed {seed}: cuts change the result");
            foreach (var form in secrets.SelectMany(Forms).Where(form => form.Length >= 4))
            {
                Assert.True(whole.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) < 0, $"seed {seed}: «{form}» is seen in\n{Encoding.UTF8.GetString(whole)}");
            }
        }
    }

    [Fact]
    public void Text_without_a_secret_comes_through_byte_by_byte()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var text = new byte[random.Next(2000)];
            random.NextBytes(text);
            // What a terminal would not show in the end has tests of its own.
            text.AsSpan().ReplaceAny(SearchValues.Create([(byte)'\b', (byte)'\e', 0xC2]), (byte)'x');
            // No byte of the text can stand in a secret of these letters' forms, but many can begin one.
            var patterns = new SecretPatterns(["\u00ff\u00fe\u00fd-secret"]);

            Assert.Equal(text, Mask(patterns, text, cut: null, random));
        }
    }

    private static string[] Secrets(Random random)
    {
        var first = Word(random, random.Next(4, 24));
        return
        [
            first,
            // One that overlaps it, one that begins with it, and one of several lines.
            first[(first.Length / 2)..] + Word(random, 8),
            first + Word(random, 3),
            Word(random, 9) + "\n" + Word(random, 12) + "\r\n" + Word(random, 5),
        ];
    }

    private static string TextWith(string[] secrets, Random random)
    {
        var text = new StringBuilder();
        for (var piece = 0; piece < 12; piece++)
        {
            var secret = secrets[random.Next(secrets.Length)];
            text.Append(random.Next(5) switch
            {
                0 => secret,
                1 => Uri.EscapeDataString(secret),
                2 => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
                3 => secret[..random.Next(secret.Length)],
                _ => Word(random, random.Next(6)),
            });
        }

        return text.ToString();
    }

    private static IEnumerable<string> Forms(string secret) => [secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))];

    private static string Word(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => Letters[random.Next(Letters.Length)]));

    private static byte[] Mask(SecretPatterns patterns, byte[] text, int? cut, Random? random = null)
    {
        var masker = new LogMasker(patterns);
        using var masked = new MemoryStream();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(text.Length - at, cut ?? random!.Next(1, 20));
            masked.Write(masker.Mask(text.AsSpan(at, length)));
            at += length;
        }

        masked.Write(masker.Finish());
        return masked.ToArray();
    }
}
