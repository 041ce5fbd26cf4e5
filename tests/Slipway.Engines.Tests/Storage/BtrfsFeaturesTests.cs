using System.Buffers.Binary;
using Slipway.Engines.Btrfs;

namespace Slipway.Engines.Tests.Storage;

public sealed class BtrfsFeaturesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-features-");

    private string Disk => Path.Combine(_folder.FullName, "disk");

    [Theory]
    [InlineData(1UL << 16, "simple_quota")]
    [InlineData((1UL << 62) | (1UL << 16) | 0x371, "simple_quota, feature 62")]
    [InlineData(0x371, "")]
    public void What_a_kernel_has_not_is_named(ulong demands, string expected)
    {
        Write(demands, "_BHRfS_M"u8);

        Assert.Equal(expected, string.Join(", ", BtrfsFeatures.FindUnknown(Disk, _folder.FullName)));
    }

    [Fact]
    public void A_kernel_that_has_it_lacks_nothing()
    {
        Write(1UL << 16, "_BHRfS_M"u8);
        File.WriteAllText(Path.Combine(_folder.FullName, "simple_quota"), "0");

        Assert.Empty(BtrfsFeatures.FindUnknown(Disk, _folder.FullName));
    }

    [Fact]
    public void What_is_no_file_system_demands_nothing()
    {
        Assert.Empty(BtrfsFeatures.FindUnknown(Disk, _folder.FullName));
        File.WriteAllText(Disk, "short");
        Assert.Empty(BtrfsFeatures.FindUnknown(Disk, _folder.FullName));
        Write(ulong.MaxValue, "nothing!"u8);
        Assert.Empty(BtrfsFeatures.FindUnknown(Disk, _folder.FullName));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(ulong demands, ReadOnlySpan<byte> magic)
    {
        var disk = new byte[128 * 1024];
        magic.CopyTo(disk.AsSpan(0x10040));
        BinaryPrimitives.WriteUInt64LittleEndian(disk.AsSpan(0x100bc), demands);
        File.WriteAllBytes(Disk, disk);
    }
}
