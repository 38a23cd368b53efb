package dev.polyhead.cli;

import java.util.List;

/** A power law through measurements: {@code cost = factor * length ^ exponent}. */
final class PowerLaw {
    private PowerLaw() {}

    /**
     * One measurement.
     *
     * @param length tokens
     * @param cost what it took, above 0
     */
    record Point(double length, double cost) {}

    /**
     * The exponent of the straight line through the logarithms, by least squares.
     *
     * @return NaN of fewer than two lengths
     */
    static double exponent(List<Point> points) {
        double meanX =
                points.stream().mapToDouble(p -> Math.log(p.length())).average().orElse(0);
        double meanY =
                points.stream().mapToDouble(p -> Math.log(p.cost())).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (Point point : points) {
            double x = Math.log(point.length()) - meanX;
            covariance += x * (Math.log(point.cost()) - meanY);
            variance += x * x;
        }
        return covariance / variance;
    }
}
