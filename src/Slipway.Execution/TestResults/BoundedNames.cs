using System.Xml;

namespace Slipway.Execution.TestResults;

/// <summary>The names of elements and attributes in a report, each of which a parser keeps until its end.</summary>
internal sealed class BoundedNames(int mostLetters) : NameTable
{
    private int _letters;

    public override string Add(string key) => Get(key) ?? base.Add(Counted(key));

    public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? base.Add(Counted(new string(key, start, len)));

    private string Counted(string name)
    {
        _letters += name.Length;
        return _letters <= mostLetters ? name : throw new XmlException($"its elements and attributes have names of more than {mostLetters} letters together");
    }
}
