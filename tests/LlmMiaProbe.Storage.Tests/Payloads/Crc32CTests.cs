using System.Text;
using LlmMiaProbe.Storage.Payloads;

namespace LlmMiaProbe.Storage.Tests.Payloads;

public sealed class Crc32CTests
{
    [Fact]
    public void The_check_value_of_the_Castagnoli_polynomial_is_met() => Assert.Equal(0xE3069283, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));

    [Theory]
    [InlineData(0x00, 0x8A9136AA)]
    [InlineData(0xFF, 0x62A8AB43)]
    public void Thirty_two_equal_bytes_have_the_checksums_of_RFC_3720(byte value, uint expected)
    {
        var bytes = new byte[32];
        Array.Fill(bytes, value);
        Assert.Equal(expected, Crc32C.Of(bytes));
    }

    [Fact]
    public void Nothing_has_the_checksum_zero() => Assert.Equal(0u, Crc32C.Of([]));
}
