using System.Globalization;
using Slipway.Config.Patterns;

namespace Slipway.Config.Expressions;

/// <summary>A value of CircleCI's expression language and logic statements.</summary>
public abstract record ExpressionValue
{
    private ExpressionValue()
    {
    }

    /// <summary>A variable that is declared but has no value; comparing it gives <see cref="Null"/> again.</summary>
    public sealed record Null : ExpressionValue
    {
        public static Null Instance { get; } = new();

        public override bool IsTruthy => false;

        public override string AsText() => string.Empty;
    }

    public sealed record Boolean(bool Value) : ExpressionValue
    {
        public static Boolean True { get; } = new(true);

        public static Boolean False { get; } = new(false);

        public override bool IsTruthy => Value;

        public override string AsText() => Value ? "true" : "false";
    }

    public sealed record Number(long Value) : ExpressionValue
    {
        public override bool IsTruthy => Value != 0;

        public override string AsText() => Value.ToString(CultureInfo.InvariantCulture);
    }

    public sealed record Text(string Value) : ExpressionValue
    {
        public override bool IsTruthy => Value.Length > 0;

        public override string AsText() => Value;
    }

    /// <summary>A regular expression literal, <c>/…/</c>, without its slashes.</summary>
    public sealed record Pattern(string Source, FullMatchPattern Compiled) : ExpressionValue
    {
        public override bool IsTruthy => true;

        public override string AsText() => Source;
    }

    /// <summary>False for null, false, 0 and the empty text (https://circleci.com/docs/reference/configuration-reference/#logic-statements).</summary>
    public abstract bool IsTruthy { get; }

    /// <summary>The value as it is written into a text around it.</summary>
    public abstract string AsText();

    public static ExpressionValue Of(bool value) => value ? Boolean.True : Boolean.False;

    public static ExpressionValue Of(long value) => new Number(value);

    public static ExpressionValue Of(string? value) => value is null ? Null.Instance : new Text(value);
}
