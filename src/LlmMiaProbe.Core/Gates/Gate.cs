using System.Globalization;

namespace LlmMiaProbe.Gates;

/// <summary>A condition under which a command is to fail, such as <c>auc.low(ez-mia) &gt; 0.6</c>.</summary>
public sealed record Gate(GateQuantity Quantity, GateRelation Relation, double Threshold)
{
    /// <exception cref="ConfigurationException">It is not a gate; the message shows where.</exception>
    public static Gate Parse(string text) => new GateParser(text).Parse();

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Quantity} {Relation.ToText()} {Threshold:R}");
}

/// <summary>What a measure wants between its parentheses.</summary>
public enum GateArgument
{
    /// <summary>An attack, such as <c>ez-mia</c> or <c>min-k(k=0.1)</c>.</summary>
    Attack,

    /// <summary>A number out of a few.</summary>
    Level,

    /// <summary>A word out of a few.</summary>
    Word,
}

/// <summary>Which number of an estimate a gate looks at.</summary>
public enum GateBound
{
    /// <summary>The estimate itself.</summary>
    Value,

    /// <summary>The lower end of its 95% interval.</summary>
    Low,

    /// <summary>The upper end of its 95% interval.</summary>
    High,
}

/// <summary>How a quantity is held against a threshold.</summary>
public enum GateRelation
{
    Above,
    AtLeast,
    Below,
    AtMost,
}
