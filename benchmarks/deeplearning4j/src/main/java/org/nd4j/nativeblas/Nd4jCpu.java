package org.nd4j.nativeblas;

/**
 * Where deeplearning4j 1.0.0-M2.1 still looks, by name, for ND4J's answer to whether it has oneDNN, and without it takes
 * none for its layers: ND4J has moved the class.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** ND4J's environment. */
    public static final class Environment {
        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        /**
         * The one.
         *
         * @return it
         */
        public static Environment getInstance() {
            return INSTANCE;
        }

        /**
         * Whether oneDNN is compiled in and used.
         *
         * @return what ND4J says
         */
        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
