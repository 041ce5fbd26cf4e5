namespace Slipway.Config.Expressions;

/// <summary>The tree of an expression. Operators of one precedence form one flat chain, so only parentheses and <c>not</c> make it deep.</summary>
internal abstract record ExpressionNode
{
    public sealed record Literal(ExpressionValue Value) : ExpressionNode;

    public sealed record Variable(string Name, int Position) : ExpressionNode;

    public sealed record Not(ExpressionNode Operand) : ExpressionNode;

    /// <summary>First, then each operator with its right operand, from left to right.</summary>
    public sealed record Chain(ExpressionNode First, IReadOnlyList<Link> Links) : ExpressionNode;

    public readonly record struct Link(Token Operator, ExpressionNode Operand);
}
