namespace LlmMiaProbe.Statistics;

/// <summary>What can be measured of a text without any model and may set two collections apart.</summary>
/// <param name="Bytes">Bytes of UTF-8.</param>
/// <param name="ZlibRatio">Compressed bytes for each byte; 0 if it is not known.</param>
/// <param name="CharactersPerWord">Characters for each word and mark; 0 without a text.</param>
/// <param name="Digits">Share of characters, 0 to 1.</param>
/// <param name="Capitals">Share of characters, 0 to 1.</param>
/// <param name="NotAscii">Share of characters, 0 to 1.</param>
/// <param name="LatestYear">The latest that it names; 0 for none.</param>
/// <param name="Language">A guess; the same word for all if it is not known.</param>
internal readonly record struct TextCovariates(
    int Bytes,
    double ZlibRatio,
    double CharactersPerWord = 0,
    double Digits = 0,
    double Capitals = 0,
    double NotAscii = 0,
    int LatestYear = 0,
    string Language = "");
