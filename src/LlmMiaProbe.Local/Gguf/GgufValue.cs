namespace LlmMiaProbe.Local.Gguf;

/// <summary>A metadata value. <see cref="Content"/> is a long, ulong, double, bool, string or <see cref="GgufArray"/>, as <see cref="Type"/> says.</summary>
public sealed record GgufValue(GgufValueType Type, object Content);
